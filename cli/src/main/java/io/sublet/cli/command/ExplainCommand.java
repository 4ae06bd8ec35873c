package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.fleet.Decision;
import io.sublet.cli.fleet.PodName;
import io.sublet.cli.observe.Explanations;
import io.sublet.cli.observe.ProgramPod;
import io.sublet.cli.render.EvictionView;
import io.sublet.cli.render.Explanation;
import io.sublet.cli.render.Explanation.Part;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
final class ExplainCommand {
    private static final String DEFAULT_NAMESPACE = "default";
    private static final String A_DAY = "24h";

    private ExplainCommand() {}

    private static int shown(ClusterCommand command, Explanation explanation) {
        command.print(explanation);
        return (explanation.isEmpty() ? Exit.UNREACHABLE : Exit.OK).code();
    }

    /** {@code explain node}. */
    @Command(
            name = "node",
            description = "Why a node offers what it does, what its agent decided last, and what its kernel allows.")
    static final class Node extends ClusterCommand {
        @Parameters(paramLabel = "NODE")
        private String node = "";

        @Option(
                names = "--last",
                defaultValue = "10",
                description = "how many decisions, 1..1000 (default: ${DEFAULT-VALUE})")
        private int last;

        Node(Surroundings here) {
            super(here);
        }

        @Override
        public Integer call() {
            try (Session session = open()) {
                session.node(node);
                Explanations explain = new Explanations(session.installed());
                boolean text = isText();
                int count = Math.clamp(last, 1, 1000);
                return shown(
                        this,
                        new Explanation(List.of(
                                new Part(
                                        "offer",
                                        "What it offers",
                                        explain.of("manager", "/explain/node/" + node, text)),
                                new Part(
                                        "decisions",
                                        "What its agent decided last",
                                        explain.ofAgent(node, "/decisions?last=" + count, text)),
                                new Part(
                                        "capabilities",
                                        "What is asked of it, and how far it goes",
                                        explain.ofAgent(node, "/capabilities", false)))));
            }
        }
    }

    /** {@code explain config}. */
    @Command(
            name = "config",
            description =
                    "What the manager makes of each key of the ConfigMap, and for how many nodes each item holds.")
    static final class Config extends ClusterCommand {

        Config(Surroundings here) {
            super(here);
        }

        @Override
        public Integer call() {
            try (Session session = open()) {
                Explanations explain = new Explanations(session.installed());
                return shown(
                        this,
                        new Explanation(List.of(
                                new Part("config", "What holds", explain.of("manager", "/explain/config", false)))));
            }
        }
    }

    /** {@code explain pod}. */
    @Command(
            name = "pod",
            description = "What became of a pod at admission, where it may run, and what is done to it on its node.")
    static final class Pod extends ClusterCommand {
        /** The extender listens inside its pod only. */
        private static final int EXTENDER_PORT = 8686;

        @Parameters(paramLabel = "POD", description = "NAME, or NAMESPACE/NAME")
        private String pod = "";

        @Option(
                names = {"-n", "--namespace"},
                description = "of a pod that is named without it (default: default)")
        private @Nullable String namespace;

        Pod(Surroundings here) {
            super(here);
        }

        @Override
        public Integer call() {
            PodName name = PodName.parse(pod, Optional.ofNullable(namespace).orElse(DEFAULT_NAMESPACE));
            try (Session session = open()) {
                JsonObject found = session.cluster()
                        .get("/api/v1/namespaces/" + name.namespace() + "/pods/" + name.name(), "pod " + name.key());
                PodName known = name.withUid(
                        found.objectOrEmpty("metadata").string("uid").orElse(""));
                String node = found.objectOrEmpty("spec").string("nodeName").orElse("");
                Explanations explain = new Explanations(session.installed());
                List<Part> parts = new ArrayList<>();
                parts.add(new Part("admission", "At admission", explain.ofAdmission(found, name.namespace())));
                if (node.isEmpty()) {
                    parts.add(new Part("placement", "Where it may run", placement(session, name)));
                } else {
                    parts.add(new Part(
                            "permissions",
                            "What may be done to it on " + node,
                            explain.of("manager", "/explain/pod/" + name.key(), false)));
                    parts.add(new Part("decisions", "What was done to it", decisions(session, explain, known, node)));
                }
                return shown(this, new Explanation(parts));
            }
        }

        private Reading<String> placement(Session session, PodName name) {
            Optional<ProgramPod> scheduler = session.programs().of("scheduler").stream()
                    .filter(ProgramPod::ready)
                    .findFirst();
            String page = "/explain/pod/" + name.key() + (isText() ? "?format=text" : "");
            return scheduler
                    .map(pod -> session.askInside(pod, EXTENDER_PORT, page))
                    .orElseGet(() -> Reading.missing("no pod of the scheduler is ready"));
        }

        private Reading<String> decisions(Session session, Explanations explain, PodName name, String node) {
            if (session.programs().agentOn(node).isEmpty()) {
                return Reading.missing("no agent runs on node " + node);
            }
            List<Decision> found = explain.about(name, List.of(node), A_DAY, session.progress());
            if (!isText()) {
                return Reading.of(
                        Json.write(found.stream().map(Decision::document).toList()));
            }
            return Reading.of(
                    found.isEmpty()
                            ? "nothing that its agent remembers\n"
                            : found.stream().map(Decision::lines).collect(Collectors.joining()));
        }
    }

    /** {@code explain eviction}. */
    @Command(
            name = "eviction",
            description =
                    "Why a pod was evicted, or was to be: the decisions of the agents that name it, and its events.",
            footer = {"", "Exits with 1 if nobody remembers one."})
    static final class Eviction extends ClusterCommand {
        @Parameters(paramLabel = "POD", description = "NAME, or NAMESPACE/NAME; it may be gone")
        private String pod = "";

        @Option(
                names = {"-n", "--namespace"},
                description = "of a pod that is named without it (default: default)")
        private @Nullable String namespace;

        @Option(names = "--node", description = "where it was; every agent is asked if not given")
        private @Nullable String node;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                defaultValue = A_DAY,
                description = "a duration, or a time as 2026-01-31T12:00:00Z (default: ${DEFAULT-VALUE})")
        private String since = A_DAY;

        Eviction(Surroundings here) {
            super(here);
        }

        @Override
        public Integer call() {
            PodName name = PodName.parse(pod, Optional.ofNullable(namespace).orElse(DEFAULT_NAMESPACE));
            try (Session session = open()) {
                List<Decision> decisions = new Explanations(session.installed())
                        .about(name, nodes(session), since, session.progress()).stream()
                                .filter(Decision::isEviction)
                                .toList();
                EvictionView view = new EvictionView(name, decisions, events(session, name));
                if (view.isEmpty()) {
                    throw new Failure(
                            Exit.FINDING,
                            "nobody remembers an eviction of " + name.key()
                                    + ": no event names one, and no decision since " + since + " does");
                }
                print(view);
                return Exit.OK.code();
            }
        }

        private List<String> nodes(Session session) {
            return Optional.ofNullable(node)
                    .map(List::of)
                    .orElseGet(() -> session.programs().of("agent").stream()
                            .map(ProgramPod::node)
                            .toList());
        }

        private static List<JsonObject> events(Session session, PodName name) {
            List<JsonObject> events = new ArrayList<>();
            session.cluster()
                    .list(
                            "/api/v1/namespaces/" + name.namespace() + "/events?fieldSelector=involvedObject.name%3D"
                                    + name.name(),
                            "events in " + name.namespace(),
                            event -> {
                                if (event.string("reason").orElse("").contains("Evict")) {
                                    events.add(event);
                                }
                            });
            return events;
        }
    }
}
