package io.sublet.manager.http;

import io.sublet.manager.console.Timeline;
import io.sublet.manager.console.Timeline.Point;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** The cluster's past from a Prometheus that scrapes the agents and managers. Answers are kept for half a minute. */
final class PrometheusHistory {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final int POINTS = 360;
    private static final int SHORTEST_STEP = 15;

    /**
     * In cores. Each manager says what all nodes offer, so one of them is enough. A node's limit is its quota or the number of its
     * CPUs, whichever is less: some policies take away CPUs and set no quota.
     */
    private static final List<String> QUERIES = List.of(
            "sum(sublet_agent_node_cpu_cores)",
            "sum(sublet_agent_best_effort_cpu_cores)",
            "max(sublet_manager_offered_cpu_cores{tier=\"batch\"})",
            "sum(sublet_agent_best_effort_cpus < sublet_agent_best_effort_limit_cores"
                    + " or sublet_agent_best_effort_limit_cores or sublet_agent_best_effort_cpus)");

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final Map<Duration, Kept> kept = new TreeMap<>();

    private record Kept(Instant at, Answer answer) {}

    /** What came of the questions. */
    sealed interface Answer {
        record Found(Timeline timeline) implements Answer {}

        /** @param cause one clause */
        record Silent(String cause) implements Answer {}
    }

    PrometheusHistory(URI base) {
        this.base = base;
    }

    /** One question at a time: nobody can make the manager flood a Prometheus. */
    synchronized Answer since(Instant now, Duration back) {
        Kept known = kept.get(back);
        if (known == null || Duration.between(known.at, now).compareTo(FRESH) > 0) {
            known = new Kept(now, ask(now, back));
            kept.put(back, known);
        }
        return known.answer;
    }

    private Answer ask(Instant now, Duration back) {
        long step = Math.max(SHORTEST_STEP, back.toSeconds() / POINTS);
        List<Map<Long, Long>> columns = new ArrayList<>();
        TreeSet<Long> times = new TreeSet<>();
        try {
            for (String query : QUERIES) {
                Map<Long, Long> column =
                        values(query, now.getEpochSecond() - back.toSeconds(), now.getEpochSecond(), step);
                times.addAll(column.keySet());
                columns.add(column);
            }
        } catch (IOException | JsonException | IllegalArgumentException e) {
            return new Answer.Silent(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Silent("interrupted");
        }
        return new Answer.Found(new Timeline(
                "Prometheus",
                times.stream()
                        .map(time -> new Point(
                                time,
                                at(columns.get(0), time),
                                at(columns.get(1), time),
                                at(columns.get(2), time),
                                at(columns.get(3), time)))
                        .toList()));
    }

    private static OptionalLong at(Map<Long, Long> column, long time) {
        Long value = column.get(time);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Milli-CPUs by second; empty where the series is not there. */
    private Map<Long, Long> values(String query, long from, long to, long step)
            throws IOException, InterruptedException {
        String address = base.toString().replaceAll("/+$", "") + "/api/v1/query_range?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8) + "&start=" + from + "&end=" + to + "&step=" + step;
        HttpResponse<String> reply = http.send(
                HttpRequest.newBuilder(URI.create(address)).timeout(LIMIT).build(), BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
            throw new IOException("it answers with " + reply.statusCode());
        }
        Map<Long, Long> values = new TreeMap<>();
        for (JsonObject series :
                Json.parseObject(reply.body()).objectOrEmpty("data").objects("result")) {
            for (Object sample : series.list("values")) {
                if (sample instanceof List<?> pair
                        && pair.size() == 2
                        && pair.getFirst() instanceof Number time
                        && pair.getLast() instanceof String text
                        && Double.isFinite(Double.parseDouble(text))) {
                    values.put(time.longValue(), Math.round(Double.parseDouble(text) * 1000));
                }
            }
        }
        return values;
    }
}
