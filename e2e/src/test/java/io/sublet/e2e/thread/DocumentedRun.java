package io.sublet.e2e.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.operator.CommandRule;
import io.sublet.e2e.operator.DocumentedCommand;
import io.sublet.e2e.operator.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/** The commands of the documentation that can be run as they stand, in its order, with the names of this cluster for those that it uses. */
final class DocumentedRun {
    /** What commands answer that have something to say about the cluster, as opposed to one that did not understand. */
    private static final int FINDING = 1;

    /** The right answer where nothing was evicted. */
    private static final String NOT_EVICTED = "error: nobody remembers an eviction of ";

    /** What is done each time that it is shown; a question that several pages ask is asked once. */
    private static final Pattern CHANGE = Pattern.compile("sublet (disable|enable)|kubectl (apply|create|.*patch) ");

    private final InstalledCluster cluster;
    private final Path folder;
    private final String node;
    private final String pod;

    /** @param folder for the files that commands read and write */
    DocumentedRun(InstalledCluster cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
        this.node = cluster.node().getMetadata().getName();
        this.pod = cluster.workloads().batch().orElseThrow().getMetadata().getName();
    }

    void run() throws IOException {
        files();
        List<CommandRule> rules = CommandRule.all();
        Set<String> asked = new HashSet<>();
        List<String> commands = DocumentedCommand.all().stream()
                .filter(command -> rules.stream()
                        .filter(rule -> rule.matches(command))
                        .findFirst()
                        .orElseThrow()
                        .how()
                        .equals("run"))
                .map(DocumentedCommand::line)
                .filter(line -> CHANGE.matcher(line).find() || asked.add(line))
                .toList();
        assertThat(commands).hasSizeGreaterThan(30);
        SoftAssertions all = new SoftAssertions();
        commands.forEach(command -> run(command, all));
        all.assertAll();
        // The documentation switches all nodes off by a patch and says by the plugin how to switch them on.
        cluster.operator().run("kubectl sublet enable --all");
    }

    private void run(String documented, SoftAssertions all) {
        String command = documented
                .replace("node-1", node)
                .replace("jobs/report", "batch/" + pod)
                .replace("eviction report -n jobs", "eviction " + pod + " -n batch")
                .replace("-n jobs", "-n batch")
                .replace("namespace=jobs", "namespace=batch");
        Operator.Outcome outcome = cluster.operator().attempt(command, folder);

        if (outcome.output().startsWith(NOT_EVICTED)) {
            return;
        }
        all.assertThat(outcome.output()).as(documented).doesNotContain("error: ");
        if (documented.startsWith("kubectl sublet")) {
            all.assertThat(outcome.code())
                    .as(documented + ": " + outcome.output())
                    .isBetween(0, FINDING);
        } else {
            all.assertThat(outcome.code())
                    .as(documented + ": " + outcome.output())
                    .isZero();
        }
    }

    /** Those that a person would have, under the names that the documentation gives them. */
    private void files() throws IOException {
        Operator operator = cluster.operator();
        Files.writeString(
                folder.resolve("new.yaml"),
                operator.run("kubectl -n sublet-system get configmap slo-controller-config -o yaml"));
        Files.writeString(folder.resolve("other.yaml"), operator.run("kubectl get nodeslo NODE -o yaml"));
        Files.writeString(folder.resolve("pod.json"), operator.run("kubectl -n batch get pod " + pod + " -o json"));
        Files.createSymbolicLink(folder.resolve("e2e"), Path.of("").toAbsolutePath());
    }
}
