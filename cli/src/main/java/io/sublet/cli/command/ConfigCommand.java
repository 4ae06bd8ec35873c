package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.api.Request;
import io.sublet.cli.config.ConfigCheck;
import io.sublet.cli.config.ConfigDiff;
import io.sublet.cli.config.ConfigFile;
import io.sublet.cli.config.EffectiveConfig;
import io.sublet.cli.config.ForeignSettings;
import io.sublet.cli.fleet.Feature;
import io.sublet.cli.observe.ProgramPod;
import io.sublet.cli.render.ConfigViews;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeFacts;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.protocol.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code config}. */
final class ConfigCommand {
    private ConfigCommand() {}

    private static Map<String, String> read(Path file) {
        return ConfigFile.data(DocumentFile.read(file), file.toString());
    }

    private static NodeFacts facts(JsonObject node) {
        JsonObject metadata = node.objectOrEmpty("metadata");
        return new NodeFacts(
                metadata.string("name").orElse(""), metadata.textMap("labels"), metadata.textMap("annotations"));
    }

    private static List<NodeFacts> nodes(Session session) {
        List<NodeFacts> nodes = new ArrayList<>();
        session.cluster().list("/api/v1/nodes", "nodes", node -> nodes.add(facts(node)));
        return nodes;
    }

    /** {@code config effective}. */
    @Command(
            name = "effective",
            description = "Every value that holds for one node, and what set it; and what the node cannot do of it.",
            footer = {
                "",
                "SET BY is default, cluster, the item of a list, the Node's annotation or label, or whoever wrote on"
                        + " its NodeSLO."
            })
    static final class Effective extends ClusterCommand {
        @Parameters(paramLabel = "NODE")
        private String node = "";

        @Option(names = "--all", description = "defaults too")
        private boolean all;

        Effective(Surroundings here) {
            super(here);
        }

        @Override
        public Integer call() {
            try (Session session = open()) {
                NodeFacts facts = facts(session.node(node));
                EffectiveConfig config = EffectiveConfig.of(session.configuration(), NodeSloSchema.load(), facts);
                Optional<JsonObject> slo =
                        session.cluster().find("/apis/slo.koordinator.sh/v1alpha1/nodeslos/" + node, "NodeSLO " + node);
                config = config.with(slo.map(ForeignSettings::of).orElse(List.of()));
                print(new ConfigViews.Effective(node, config, limits(session), all));
                return config.problems().isEmpty() ? Exit.OK.code() : Exit.FINDING.code();
            }
        }

        private List<Feature> limits(Session session) {
            Optional<ProgramPod> agent = session.programs().agentOn(node);
            return agent
                    .map(pod -> session.programs().ask(pod, Request.get(pod.proxy("/capabilities"))))
                    .flatMap(answer -> answer.map(Feature::parse).toOptional())
                    .orElse(List.of())
                    .stream()
                    .filter(Feature::isLimited)
                    .toList();
        }
    }

    /** {@code config diff}. */
    @Command(
            name = "diff",
            description = "What a ConfigMap in a file would change for the nodes of the cluster, by its meaning.",
            footer = {"", "Exits with 1 if anything would change or the file cannot be used."})
    static final class Diff extends ClusterCommand {
        @Option(
                names = {"-f", "--filename"},
                required = true,
                paramLabel = "FILE",
                description = "a ConfigMap, or its data alone; - reads standard input")
        private Path file = Path.of("-");

        Diff(Surroundings here) {
            super(here);
        }

        @Override
        public Integer call() {
            Map<String, String> after = read(file);
            FieldSchema spec = NodeSloSchema.load();
            ConfigCheck check = ConfigCheck.of(after, spec, Optional.empty());
            if (!check.isUsable()) {
                throw new Failure(
                        Exit.FINDING,
                        file + " cannot be used: " + check.violations().getFirst());
            }
            try (Session session = open()) {
                List<NodeFacts> nodes = nodes(session);
                List<ConfigDiff.Change> changes = ConfigDiff.between(session.configuration(), after, spec, nodes);
                print(new ConfigViews.Diff(changes, nodes.size()));
                return changes.isEmpty() ? Exit.OK.code() : Exit.FINDING.code();
            }
        }
    }

    /** {@code config validate}. */
    @Command(
            name = "validate",
            description = "Whether the ConfigMap, in the cluster or in a file, can be used; a file needs no cluster.",
            footer = {"", "Exits with 1 if a key would be refused."})
    static final class Validate extends ClusterCommand {
        @Option(
                names = {"-f", "--filename"},
                paramLabel = "FILE",
                description = "a ConfigMap, or its data alone; - reads standard input")
        private @Nullable Path file;

        Validate(Surroundings here) {
            super(here);
        }

        @Override
        public Integer call() {
            Path named = file;
            if (named != null) {
                return print(ConfigCheck.of(read(named), NodeSloSchema.load(), Optional.empty()), named.toString());
            }
            try (Session session = open()) {
                List<Map<String, String>> labels =
                        nodes(session).stream().map(NodeFacts::labels).toList();
                return print(
                        ConfigCheck.of(session.configuration(), NodeSloSchema.load(), Optional.of(labels)),
                        "slo-controller-config in " + session.configHome());
            }
        }

        private int print(ConfigCheck check, String what) {
            print(new ConfigViews.Check(check, what));
            return check.isUsable() ? Exit.OK.code() : Exit.FINDING.code();
        }
    }
}
