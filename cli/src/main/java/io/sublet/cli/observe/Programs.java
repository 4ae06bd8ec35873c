package io.sublet.cli.observe;

import io.sublet.cli.api.Answer;
import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.api.Request;
import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Sublet's own pods, and what they answer through the API server. */
public final class Programs {
    /** Requests at once: each is a connection of the API server to a node. */
    private static final int AT_ONCE = 32;

    private static final String NO_AGENT = "no agent runs on it";

    private final Cluster cluster;
    private final List<ProgramPod> pods;
    /** Why a node has none, as far as is known. */
    private final String noAgent;

    private Programs(Cluster cluster, List<ProgramPod> pods, String noAgent) {
        this.cluster = cluster;
        this.pods = pods.stream()
                .sorted(Comparator.comparing(ProgramPod::component).thenComparing(ProgramPod::name))
                .toList();
        this.noAgent = noAgent;
    }

    /**
     * Looks for them.
     *
     * @param namespace where Sublet is, whose agents may have another; everywhere if empty
     */
    public static Programs find(Cluster cluster, Optional<String> namespace) {
        List<ProgramPod> pods = list(cluster, namespace);
        if (namespace.isEmpty() || pods.isEmpty() || pods.stream().anyMatch(ProgramPod::isAgent)) {
            return new Programs(cluster, pods, NO_AGENT);
        }
        try {
            List<ProgramPod> all = new ArrayList<>(pods);
            list(cluster, Optional.empty()).stream().filter(ProgramPod::isAgent).forEach(all::add);
            return new Programs(cluster, all, NO_AGENT);
        } catch (Failure e) {
            return new Programs(
                    cluster,
                    pods,
                    "no agent is in namespace " + namespace.get() + ", and of other namespaces it is not known: "
                            + e.getMessage());
        }
    }

    private static List<ProgramPod> list(Cluster cluster, Optional<String> namespace) {
        List<ProgramPod> pods = new ArrayList<>();
        cluster.list(
                "/api/v1" + namespace.map(name -> "/namespaces/" + name).orElse("") + "/pods?" + ProgramPod.OWN,
                "pods of Sublet",
                pod -> pods.add(ProgramPod.of(pod)));
        return pods;
    }

    public List<ProgramPod> of(String component) {
        return pods.stream().filter(pod -> pod.component().equals(component)).toList();
    }

    public boolean isEmpty() {
        return pods.isEmpty();
    }

    /** The namespaces that hold them, that of the central programs first; agents may have one of their own. */
    public List<String> namespaces() {
        return pods.stream()
                .sorted(Comparator.comparing(ProgramPod::isAgent))
                .map(ProgramPod::namespace)
                .distinct()
                .toList();
    }

    /** Where the central programs look for the ConfigMap. */
    public Optional<String> configNamespace() {
        return pods.stream().flatMap(pod -> pod.configNamespace().stream()).findFirst();
    }

    public Optional<ProgramPod> agentOn(String node) {
        return of("agent").stream().filter(pod -> pod.node().equals(node)).findFirst();
    }

    /** A pod of the program that can answer; ends the command where there is none. */
    public ProgramPod ready(String component) {
        return of(component).stream().filter(ProgramPod::ready).findFirst().orElseThrow(() -> {
            String there = of(component).isEmpty() ? "there is no pod of it" : "none of its pods is ready";
            return new Failure(Exit.UNREACHABLE, "the " + component + " cannot be asked: " + there);
        });
    }

    /** The answer of one pod, or why there is none. */
    public Reading<String> ask(ProgramPod pod, Request request) {
        if (pod.port() == 0) {
            return Reading.missing("pod " + pod.name() + " names no port that could be asked");
        }
        return switch (cluster.api().send(request)) {
            case Answer.Silent(String cause) -> Reading.missing(cause);
            case Answer.Replied reply ->
                reply.isOk()
                        ? Reading.of(reply.body())
                        : Reading.missing(reply.code() + " " + Cluster.message(reply.body()));
        };
    }

    /**
     * What the agents of all these nodes answer, asked at the same time.
     *
     * @return by node; missing with its cause where an agent is not there or did not answer
     */
    public Map<String, Reading<String>> askAgents(List<String> nodes, String path, Progress progress) {
        Map<String, ProgramPod> agents = new TreeMap<>();
        of("agent").forEach(pod -> agents.merge(pod.node(), pod, (one, other) -> one.ready() ? one : other));
        Map<String, Reading<String>> answers = new ConcurrentHashMap<>();
        Semaphore slots = new Semaphore(AT_ONCE);
        AtomicInteger done = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String node : nodes) {
                var _ = threads.submit(() -> {
                    answers.put(node, inTurn(slots, Optional.ofNullable(agents.get(node)), path));
                    progress.at("asking agents", done.incrementAndGet(), nodes.size());
                });
            }
        }
        progress.done();
        return answers;
    }

    private Reading<String> inTurn(Semaphore slots, Optional<ProgramPod> pod, String path) {
        if (pod.isEmpty()) {
            return Reading.missing(noAgent);
        }
        slots.acquireUninterruptibly();
        try {
            return ask(pod.get(), Request.get(pod.get().proxy(path)));
        } finally {
            slots.release();
        }
    }
}
