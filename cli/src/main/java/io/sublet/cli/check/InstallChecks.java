package io.sublet.cli.check;

import io.sublet.cli.check.ProgramChecks.Right;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether Sublet can be installed where it is not, and whether what was installed can make its pods. */
public final class InstallChecks {
    private static final String AREA = "install";
    private static final String PROGRAMS = "programs";
    private static final String PRIVILEGED = "privileged";
    private static final String DEFINITIONS = "customresourcedefinitions";

    private InstallChecks() {}

    /**
     * Where it would be installed.
     *
     * @param standard the pod security standard that is enforced there; empty: the cluster's default
     */
    public record Home(String namespace, boolean exists, Optional<String> standard) {}

    /**
     * A custom resource definition that is there.
     *
     * @param release the Helm release that it belongs to, as {@code NAMESPACE/NAME}
     */
    public record Definition(String name, Optional<String> release) {}

    /**
     * Pods that the API server refuses.
     *
     * @param message of the latest event
     */
    public record Refusal(String namespace, String owner, String message) {}

    /** @param others namespaces that Sublet is in already */
    public static List<Finding> second(List<String> others) {
        return others.isEmpty()
                ? List.of()
                : List.of(Finding.warn(
                        AREA,
                        "Sublet is in " + String.join(", ", others)
                                + " already; a second one would write the same objects"));
    }

    /**
     * Judges a cluster without Sublet.
     *
     * @param operator whether the kinds of the Prometheus operator are known
     */
    public static List<Finding> of(Home home, List<Definition> definitions, List<Right> rights, boolean operator) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.note(
                AREA, "Sublet is not installed in " + home.namespace() + "; this is what an install would meet"));
        findings.add(home(home));
        findings.addAll(definitions(definitions, home.namespace()));
        findings.addAll(rights(rights));
        findings.add(
                operator
                        ? Finding.ok(AREA, "the kinds of the Prometheus operator are known")
                        : Finding.note(
                                AREA,
                                "the Prometheus operator is not here: leave monitoring.podMonitor off and set"
                                        + " monitoring.rules.kind=ConfigMap"));
        return findings;
    }

    private static Finding home(Home home) {
        if (!home.exists()) {
            return Finding.note(
                    AREA, "there is no namespace " + home.namespace() + " yet: give helm install --create-namespace");
        }
        return home.standard()
                .filter(level -> !level.equals(PRIVILEGED))
                .map(level -> Finding.fail(
                        AREA,
                        "namespace " + home.namespace() + " enforces the pod security standard " + level
                                + ", which forbids the agents to mount files of their node: " + allow(home.namespace())
                                + ", or set agent.namespace"))
                .orElse(Finding.ok(AREA, "namespace " + home.namespace() + " lets agents mount files of their node"));
    }

    private static String allow(String namespace) {
        return "kubectl label namespace " + namespace + " pod-security.kubernetes.io/enforce=privileged --overwrite";
    }

    private static List<Finding> definitions(List<Definition> definitions, String namespace) {
        Map<String, TreeSet<String>> byOwner = new TreeMap<>();
        definitions.forEach(
                definition -> byOwner.computeIfAbsent(definition.release().orElse(""), owner -> new TreeSet<>())
                        .add(definition.name()));
        if (byOwner.isEmpty()) {
            return List.of(Finding.ok(AREA, "nobody has defined the custom resources"));
        }
        return byOwner.entrySet().stream()
                .map(owner -> owned(String.join(", ", owner.getValue()), owner.getKey(), namespace))
                .toList();
    }

    /** An uninstalled release leaves its definitions, and Helm gives them to one of the same name and namespace. */
    private static Finding owned(String names, String owner, String namespace) {
        if (owner.startsWith(namespace + "/")) {
            return Finding.note(
                    AREA,
                    names + " are left of the release " + owner
                            + ": a release of this name takes them as they are; one of another needs --take-ownership");
        }
        return Finding.warn(
                AREA,
                names
                        + (owner.isEmpty() ? " belong to no release of Helm" : " belong to the release " + owner)
                        + ": if that is gone, give helm install --take-ownership; if it is"
                        + " Koordinator, set koordinator.takeOver=true");
    }

    private static List<Finding> rights(List<Right> rights) {
        List<Finding> missing = rights.stream()
                .filter(right -> !right.granted())
                .map(right -> Finding.fail(
                        AREA,
                        "you may not " + right.right()
                                + (right.right().endsWith(DEFINITIONS)
                                        ? ": let an administrator apply the definitions, and set crds.install=false"
                                        : ": let an administrator install Sublet")))
                .toList();
        return missing.isEmpty() ? List.of(Finding.ok(AREA, "you may install it")) : missing;
    }

    /** Judges what is installed: in which namespaces its managers are, and whose pods are refused. */
    public static List<Finding> installed(List<String> managers, List<Refusal> refusals) {
        List<Finding> findings = new ArrayList<>();
        TreeSet<String> namespaces = new TreeSet<>(managers);
        if (namespaces.size() > 1) {
            findings.add(Finding.fail(
                    PROGRAMS,
                    "Sublet is installed in namespaces " + String.join(" and ", namespaces)
                            + ", and each writes the same nodes: remove one with helm uninstall"));
        }
        for (Refusal refusal : refusals) {
            findings.add(Finding.fail(
                    PROGRAMS,
                    "pods of " + refusal.owner() + " are refused: " + refusal.message()
                            + (refusal.message().contains("violates PodSecurity")
                                    ? "; " + allow(refusal.namespace())
                                    : "")));
        }
        return findings;
    }
}
