package io.sublet.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.cli.check.InstallChecks.Definition;
import io.sublet.cli.check.InstallChecks.Home;
import io.sublet.cli.check.InstallChecks.Refusal;
import io.sublet.cli.check.ProgramChecks.Right;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstallChecksTest {
    private static final Home NEW = new Home("sublet-system", false, Optional.empty());

    private static List<String> lines(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.level().word() + " " + finding.text())
                .toList();
    }

    @Test
    void anEmptyClusterCanTakeIt() {
        assertThat(lines(InstallChecks.of(NEW, List.of(), List.of(new Right("create clusterroles", true, "")), true)))
                .containsExactly(
                        "note Sublet is not installed in sublet-system; this is what an install would meet",
                        "note there is no namespace sublet-system yet: give helm install --create-namespace",
                        "ok nobody has defined the custom resources",
                        "ok you may install it",
                        "ok the kinds of the Prometheus operator are known");
    }

    @Test
    void whereItIsAlreadyIsSaidBeforeASecondOneIsMade() {
        assertThat(InstallChecks.second(List.of())).isEmpty();
        assertThat(lines(InstallChecks.second(List.of("a", "b"))))
                .containsExactly("warn Sublet is in a, b already; a second one would write the same objects");
    }

    @Test
    void aNamespaceMustLetAgentsMountFilesOfTheirNode() {
        assertThat(lines(InstallChecks.of(new Home("ours", true, Optional.of("baseline")), List.of(), List.of(), true)))
                .contains("fail namespace ours enforces the pod security standard baseline, which forbids the agents to"
                        + " mount files of their node: kubectl label namespace ours"
                        + " pod-security.kubernetes.io/enforce=privileged --overwrite, or set agent.namespace");
        for (Optional<String> standard : List.of(Optional.of("privileged"), Optional.<String>empty())) {
            assertThat(lines(InstallChecks.of(new Home("ours", true, standard), List.of(), List.of(), true)))
                    .contains("ok namespace ours lets agents mount files of their node");
        }
    }

    @Test
    void definitionsThatAnUninstallLeftAreNothingToWorryAbout() {
        Definition left = new Definition("podqoses.qos.sublet.io", Optional.of("sublet-system/sublet"));

        assertThat(lines(InstallChecks.of(NEW, List.of(left), List.of(), true)))
                .contains(
                        "note podqoses.qos.sublet.io are left of the release sublet-system/sublet: a release of this name"
                                + " takes them as they are; one of another needs --take-ownership");
    }

    @Test
    void definitionsOfOthersAndMissingRightsSayWhatToDo() {
        assertThat(lines(InstallChecks.of(
                        NEW,
                        List.of(
                                new Definition("nodeslos.slo.koordinator.sh", Optional.of("default/koordinator")),
                                new Definition("podqoses.qos.sublet.io", Optional.empty())),
                        List.of(
                                new Right("create customresourcedefinitions", false, ""),
                                new Right("create secrets in sublet-system", false, "")),
                        false)))
                .contains(
                        "warn podqoses.qos.sublet.io belong to no release of Helm: if that is gone, give helm install"
                                + " --take-ownership; if it is Koordinator, set koordinator.takeOver=true",
                        "warn nodeslos.slo.koordinator.sh belong to the release default/koordinator: if that is gone,"
                                + " give helm install --take-ownership; if it is Koordinator, set"
                                + " koordinator.takeOver=true",
                        "fail you may not create customresourcedefinitions: let an administrator apply the"
                                + " definitions, and set crds.install=false",
                        "fail you may not create secrets in sublet-system: let an administrator install Sublet",
                        "note the Prometheus operator is not here: leave monitoring.podMonitor off and set"
                                + " monitoring.rules.kind=ConfigMap");
    }

    @Test
    void twoInstallsAndRefusedPodsFail() {
        assertThat(InstallChecks.installed(List.of("a", "a"), List.of())).isEmpty();
        assertThat(lines(InstallChecks.installed(
                        List.of("b", "a"),
                        List.of(
                                new Refusal(
                                        "a",
                                        "sublet-agent",
                                        "pods \"x\" is forbidden: violates PodSecurity \"baseline\""),
                                new Refusal("a", "sublet-webhook-1", "exceeded quota")))))
                .containsExactly(
                        "fail Sublet is installed in namespaces a and b, and each writes the same nodes: remove one"
                                + " with helm uninstall",
                        "fail pods of sublet-agent are refused: pods \"x\" is forbidden: violates PodSecurity"
                                + " \"baseline\"; kubectl label namespace a pod-security.kubernetes.io/enforce=privileged"
                                + " --overwrite",
                        "fail pods of sublet-webhook-1 are refused: exceeded quota");
    }
}
