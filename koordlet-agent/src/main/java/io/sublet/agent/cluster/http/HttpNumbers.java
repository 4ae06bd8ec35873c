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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Prometheus and pods for the numbers that the rules in force name, on a thread of its own: one question after the other, each with a short
 * time. Nothing is asked without such a rule. Each answer counts as soon as it is there; pods that cannot all be asked in a round's time take turns.
 */
final class HttpNumbers implements NumberFeed, Runnable {
    private static final Logger log = LoggerFactory.getLogger(HttpNumbers.class);

    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration STALE = Duration.ofSeconds(60);
    private static final int TIMEOUT_MILLIS = 2000;

    /** A body that comes drop by drop never lets a single read time out. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

    /** Of a round, for Prometheus and for all pods together, so that the other answers do not grow old meanwhile. */
    private static final Duration MOST_TIME = Duration.ofSeconds(15);

    private static final Reading<Double> NOT_YET = Reading.missing("others had to be asked first");

    /** Pods asked for one rule. */
    private static final int MOST_PODS = 50;

    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern NOT_IN_URIS = Pattern.compile("[\"<>\\[\\]\\\\^`{|}]|%(?![0-9A-Fa-f]{2})");

    private record Answer(Reading<Double> number, long nanoTime) {}

    /** Whom a number is for. */
    private enum Asker {
        RULE,
        TARGET
    }

    /**
     * What is to be asked.
     *
     * @param name of the rule or target
     * @param highest whether of several series the highest number counts; else the lowest
     */
    private record Question(Asker asker, String name, Signal signal, boolean highest) {}

    /**
     * Of whom the answer to a question is.
     *
     * @param pod empty for Prometheus
     */
    private record Subject(Asker asker, String name, String pod) {}

    private final Optional<URI> prometheus;
    private final String nodeName;
    private final SloFeed slo;
    private final PodFeed pods;
    private final Duration atMost;
    private final Map<Subject, Answer> answers = new ConcurrentHashMap<>();
    private int turn;

    HttpNumbers(Optional<URI> prometheus, String nodeName, SloFeed slo, PodFeed pods) {
        this(prometheus, nodeName, slo, pods, MOST_TIME);
    }

    /** @param atMost the time of a round for Prometheus, and for all pods together; the first question is asked in any case */
    HttpNumbers(Optional<URI> prometheus, String nodeName, SloFeed slo, PodFeed pods, Duration atMost) {
        this.prometheus = prometheus;
        this.nodeName = nodeName;
        this.slo = slo;
        this.pods = pods;
        this.atMost = atMost;
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round();
            } catch (RuntimeException bug) {
                // Whatever it was, it must not be the last round: the answers grow old, and count as missing then.
                log.error("A bug was caught, the round of questions ended", bug);
            }
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
    }

    /** Asks all once. */
    void round() {
        SloExtensions rules =
                slo.slo().inForce().map(NodeSlo::extensions).toOptional().orElse(SloExtensions.NONE);
        List<Question> questions = new ArrayList<>();
        rules.watermarks()
                .forEach(rule -> questions.add(
                        new Question(Asker.RULE, rule.name(), rule.signal(), rule.comparison() == Comparison.ABOVE)));
        rules.latencyTargets()
                .forEach(target -> questions.add(new Question(Asker.TARGET, target.name(), target.signal(), true)));
        Map<Subject, Supplier<Reading<Double>>> ofPrometheus = new LinkedHashMap<>();
        List<Map<Subject, Supplier<Reading<Double>>>> ofPods = new ArrayList<>();
        for (Question question : questions) {
            switch (question.signal) {
                case Signal.PrometheusQuery(String query) ->
                    ofPrometheus.put(new Subject(question.asker, question.name, ""), () -> query(query));
                case Signal.PodEndpoint endpoint -> ofPods.add(asks(question, endpoint, chosen(endpoint)));
                case Signal.OfNode node -> {}
                case Signal.OfTier tier -> {}
                case Signal.OfPods selected -> {}
            }
        }
        askInTurn(ofPrometheus, atMost);
        ofPods.forEach(asks -> askInTurn(asks, atMost.dividedBy(ofPods.size())));
        Set<Subject> asked = new HashSet<>(ofPrometheus.keySet());
        ofPods.forEach(asks -> asked.addAll(asks.keySet()));
        answers.keySet().retainAll(asked);
        turn++;
    }

    private static Map<Subject, Supplier<Reading<Double>>> asks(
            Question question, Signal.PodEndpoint endpoint, List<PodView> pods) {
        Map<Subject, Supplier<Reading<Double>>> asks = new LinkedHashMap<>();
        for (PodView pod : pods) {
            Subject subject =
                    new Subject(question.asker, question.name, pod.ref().uid());
            asks.put(subject, () -> ask(pod, endpoint, question.highest));
        }
        return asks;
    }

    /** Whoever the time is not enough for keeps the last answer, which grows old, and comes first one of the next times. */
    private void askInTurn(Map<Subject, Supplier<Reading<Double>>> asks, Duration time) {
        List<Subject> subjects = List.copyOf(asks.keySet());
        long began = System.nanoTime();
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(Math.floorMod(turn + i, subjects.size()));
            if (i == 0 || System.nanoTime() - began < time.toNanos()) {
                answers.put(
                        subject,
                        answer(asks.getOrDefault(subject, () -> NOT_YET).get()));
            } else {
                answers.putIfAbsent(subject, answer(NOT_YET));
            }
        }
    }

    private Reading<Double> query(String query) {
        if (prometheus.isEmpty()) {
            return Reading.missing("the agent knows no Prometheus (prometheus-url)");
        }
        String text = query.replace("$node", nodeName);
        return get(prometheus.get() + "/api/v1/query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                .flatMap(body -> {
                    try {
                        return PrometheusText.ofQuery(body)
                                .map(Reading::of)
                                .orElseGet(() -> Reading.missing("Prometheus has no number for the query"));
                    } catch (JsonException e) {
                        return Reading.missing("Prometheus: " + e.getMessage());
                    }
                });
    }

    /** The first by name of those that the endpoint is of. */
    private List<PodView> chosen(Signal.PodEndpoint endpoint) {
        return pods.pods().toOptional().orElse(List.of()).stream()
                .filter(PodView::active)
                .filter(pod -> endpoint.pods()
                        .selects(new PodSelector.Subject(
                                pod.ref().namespace(),
                                pod.marks().labels(),
                                pod.marks().priority(),
                                pod.qos())))
                .sorted(Comparator.comparing(pod -> pod.ref().uid()))
                .limit(MOST_PODS)
                .toList();
    }

    private static Reading<Double> ask(PodView pod, Signal.PodEndpoint endpoint, boolean highest) {
        List<String> ips = pod.address().ips();
        if (ips.isEmpty()) {
            return Reading.missing("the pod has no address yet");
        }
        String ip = ips.getFirst();
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        return get("http://" + host + ":" + endpoint.port() + encoded(endpoint.path()))
                .flatMap(body -> PrometheusText.samples(body, endpoint.metric()).stream()
                        .reduce((a, b) -> highest ? Math.max(a, b) : Math.min(a, b))
                        .map(Reading::of)
                        .orElseGet(() -> Reading.missing("the pod does not serve " + endpoint.metric())));
    }

    /** What may not stand in a URI is written as its number; what is written so already stays. */
    private static String encoded(String path) {
        return NOT_IN_URIS
                .matcher(path)
                .replaceAll(found ->
                        String.format(Locale.ROOT, "%%%02X", (int) found.group().charAt(0)));
    }

    private static Reading<String> get(String address) {
        try {
            URI uri = new URI(address);
            long began = System.nanoTime();
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            try {
                if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                    return Reading.missing(uri.getAuthority() + " answered with " + connection.getResponseCode());
                }
                return body(uri.getAuthority(), connection.getInputStream(), began);
            } finally {
                connection.disconnect();
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            return Reading.missing(address.split("\\?", 2)[0] + ": " + e.getMessage());
        }
    }

    private static Reading<String> body(String who, InputStream from, long began) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        for (int read = from.read(part); read >= 0; read = from.read(part)) {
            body.write(part, 0, read);
            if (body.size() > MOST_BYTES) {
                return Reading.missing(who + " answered with more than a MiB");
            }
            if (System.nanoTime() - began > LONGEST_ANSWER.toNanos()) {
                return Reading.missing(who + " takes more than " + LONGEST_ANSWER.toSeconds() + " s to answer");
            }
        }
        return Reading.of(body.toString(StandardCharsets.UTF_8));
    }

    private static Answer answer(Reading<Double> number) {
        return new Answer(number, System.nanoTime());
    }

    @Override
    public ExternalNumbers numbers(long nanoTime) {
        if (answers.isEmpty()) {
            return ExternalNumbers.NONE;
        }
        Map<String, Map<String, Reading<Double>>> rules = new HashMap<>();
        Map<String, Map<String, Reading<Double>>> targets = new HashMap<>();
        answers.forEach((subject, answer) -> (subject.asker == Asker.RULE ? rules : targets)
                .computeIfAbsent(subject.name, first -> new HashMap<>())
                .put(
                        subject.pod,
                        nanoTime - answer.nanoTime > STALE.toNanos()
                                ? Reading.missing("the last answer is older than " + STALE.toSeconds() + " s")
                                : answer.number));
        return new ExternalNumbers(rules, targets);
    }
}
