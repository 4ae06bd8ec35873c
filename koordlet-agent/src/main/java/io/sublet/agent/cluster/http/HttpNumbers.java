package io.sublet.agent.cluster.http;

import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.NumberFeed;
import io.sublet.agent.cluster.PodFeed;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.SloFeed;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.slo.WatermarkRule.Comparison;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.protocol.json.JsonException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks Prometheus and pods for the numbers that the rules in force name, on a thread of its own: one question after the other, each with a short
 * time. Nothing is asked without such a rule.
 */
final class HttpNumbers implements NumberFeed, Runnable {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration STALE = Duration.ofSeconds(60);
    private static final int TIMEOUT_MILLIS = 2000;

    /** Pods asked for one rule, so that a round ends. */
    private static final int MOST_PODS = 50;

    private static final int MOST_BYTES = 1 << 20;

    private record Answer(Reading<Double> number, long nanoTime) {}

    private final Optional<URI> prometheus;
    private final String nodeName;
    private final SloFeed slo;
    private final PodFeed pods;

    /**
     * What is to be asked.
     *
     * @param highest whether of several series the highest number counts; else the lowest
     */
    private record Question(String name, Signal signal, boolean highest) {}

    /** What was answered to each question, by its name and whom was asked. */
    private record Answers(Map<String, Map<String, Answer>> rules, Map<String, Map<String, Answer>> targets) {
        static final Answers NONE = new Answers(Map.of(), Map.of());
    }

    private volatile Answers answers = Answers.NONE;

    HttpNumbers(Optional<URI> prometheus, String nodeName, SloFeed slo, PodFeed pods) {
        this.prometheus = prometheus;
        this.nodeName = nodeName;
        this.slo = slo;
        this.pods = pods;
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            round();
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
    }

    /** Asks all once. */
    void round() {
        SloExtensions rules =
                slo.slo().inForce().map(NodeSlo::extensions).toOptional().orElse(SloExtensions.NONE);
        answers = new Answers(
                ask(rules.watermarks().stream()
                        .map(rule -> new Question(rule.name(), rule.signal(), rule.comparison() == Comparison.ABOVE))
                        .toList()),
                ask(rules.latencyTargets().stream()
                        .map(target -> new Question(target.name(), target.signal(), true))
                        .toList()));
    }

    private Map<String, Map<String, Answer>> ask(List<Question> questions) {
        Map<String, Map<String, Answer>> fresh = new HashMap<>();
        for (Question question : questions) {
            switch (question.signal) {
                case Signal.PrometheusQuery(String query) -> fresh.put(question.name, Map.of("", query(query)));
                case Signal.PodEndpoint endpoint -> fresh.put(question.name, endpoints(endpoint, question.highest));
                case Signal.OfNode node -> {}
                case Signal.OfTier tier -> {}
                case Signal.OfPods selected -> {}
            }
        }
        return fresh;
    }

    private Answer query(String query) {
        if (prometheus.isEmpty()) {
            return answer(Reading.missing("the agent knows no Prometheus (prometheus-url)"));
        }
        String text = query.replace("$node", nodeName);
        URI uri = prometheus.get();
        return answer(get(URI.create(uri + "/api/v1/query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8)))
                .flatMap(body -> {
                    try {
                        return PrometheusText.ofQuery(body)
                                .map(Reading::of)
                                .orElseGet(() -> Reading.missing("Prometheus has no number for the query"));
                    } catch (JsonException e) {
                        return Reading.missing("Prometheus: " + e.getMessage());
                    }
                }));
    }

    private Map<String, Answer> endpoints(Signal.PodEndpoint endpoint, boolean highest) {
        Map<String, Answer> byPod = new HashMap<>();
        List<PodView> known = pods.pods().toOptional().orElse(List.of());
        for (PodView pod : known) {
            PodSelector.Subject subject = new PodSelector.Subject(
                    pod.ref().namespace(), pod.marks().labels(), pod.marks().priority(), pod.qos());
            if (pod.active() && endpoint.pods().selects(subject)) {
                byPod.put(
                        pod.ref().uid(),
                        byPod.size() < MOST_PODS
                                ? answer(ask(pod, endpoint, highest))
                                : answer(Reading.missing("one of too many pods to ask")));
            }
        }
        return byPod;
    }

    private static Reading<Double> ask(PodView pod, Signal.PodEndpoint endpoint, boolean highest) {
        List<String> ips = pod.address().ips();
        if (ips.isEmpty()) {
            return Reading.missing("the pod has no address yet");
        }
        String ip = ips.getFirst();
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        return get(URI.create("http://" + host + ":" + endpoint.port() + endpoint.path()))
                .flatMap(body -> PrometheusText.samples(body, endpoint.metric()).stream()
                        .reduce((a, b) -> highest ? Math.max(a, b) : Math.min(a, b))
                        .map(Reading::of)
                        .orElseGet(() -> Reading.missing("the pod does not serve " + endpoint.metric())));
    }

    private static Reading<String> get(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            try {
                if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                    return Reading.missing(uri.getAuthority() + " answered with " + connection.getResponseCode());
                }
                byte[] body = connection.getInputStream().readNBytes(MOST_BYTES + 1);
                return body.length > MOST_BYTES
                        ? Reading.missing(uri.getAuthority() + " answered with more than a MiB")
                        : Reading.of(new String(body, StandardCharsets.UTF_8));
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return Reading.missing(uri.getAuthority() + ": " + e.getMessage());
        }
    }

    private static Answer answer(Reading<Double> number) {
        return new Answer(number, System.nanoTime());
    }

    @Override
    public ExternalNumbers numbers(long nanoTime) {
        Answers known = answers;
        return known.rules.isEmpty() && known.targets.isEmpty()
                ? ExternalNumbers.NONE
                : new ExternalNumbers(fresh(known.rules, nanoTime), fresh(known.targets, nanoTime));
    }

    private static Map<String, Map<String, Reading<Double>>> fresh(
            Map<String, Map<String, Answer>> known, long nanoTime) {
        Map<String, Map<String, Reading<Double>>> byName = new HashMap<>();
        known.forEach((name, subjects) -> {
            Map<String, Reading<Double>> numbers = new HashMap<>();
            subjects.forEach((subject, answer) -> numbers.put(
                    subject,
                    nanoTime - answer.nanoTime > STALE.toNanos()
                            ? Reading.missing("the last answer is older than " + STALE.toSeconds() + " s")
                            : answer.number));
            byName.put(name, numbers);
        });
        return byName;
    }
}
