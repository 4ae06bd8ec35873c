package io.sublet.cli.check;

import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sublet's own programs, and those of others that do the same work. */
public final class ProgramChecks {
    private static final String PROGRAMS = "programs";
    private static final String CONFLICTS = "conflicts";
    private static final String WEBHOOK = "webhook";
    private static final String RIGHTS = "rights";

    /** By the last part of the image's name. */
    private static final Map<String, String> RIVALS = new TreeMap<>(Map.of(
            "koordlet", "Koordinator's agent writes the same kernel files and reports",
            "koord-manager", "Koordinator's manager writes the same objects",
            "crane-agent", "Crane's agent throttles and evicts the same pods",
            "katalyst-agent", "Katalyst's agent writes the same kernel files",
            "vc-agent", "Volcano's agent writes the same kernel files and node resources",
            "volcano-agent", "Volcano's agent writes the same kernel files and node resources",
            "rubik", "rubik writes the same kernel files"));

    private ProgramChecks() {}

    /** How many pods of a program there are, and how many can work. */
    public record Program(String name, int pods, int ready) {}

    /**
     * Somebody's DaemonSet or Deployment.
     *
     * @param pods that it has now
     */
    public record Workload(String namespace, String name, List<String> images, long pods) {}

    /**
     * A registration of webhooks.
     *
     * @param trusted whether the API server knows an authority for each of its webhooks
     */
    public record Registration(String name, boolean trusted) {}

    /**
     * A right of the person who asks.
     *
     * @param right as {@code list nodes}
     * @param neededFor commands
     */
    public record Right(String right, boolean granted, String neededFor) {}

    public static List<Finding> programs(List<Program> programs) {
        List<Finding> findings = new ArrayList<>();
        for (Program program : programs) {
            String text = program.name() + ": " + program.ready() + " of " + program.pods() + " pods are ready";
            if (program.ready() == program.pods() && program.pods() > 0) {
                findings.add(Finding.ok(PROGRAMS, text));
            } else if (program.pods() == 0 && !isNeeded(program)) {
                findings.add(Finding.note(PROGRAMS, "no " + program.name() + " is installed"));
            } else if (program.ready() == 0) {
                findings.add(
                        Finding.fail(PROGRAMS, program.pods() == 0 ? "no " + program.name() + " is installed" : text));
            } else {
                findings.add(Finding.warn(PROGRAMS, text));
            }
        }
        return findings;
    }

    private static boolean isNeeded(Program program) {
        return program.name().equals("manager") || program.name().equals("agent");
    }

    public static List<Finding> conflicts(List<Workload> workloads) {
        List<Finding> findings = new ArrayList<>();
        for (Workload workload : workloads) {
            rival(workload)
                    .ifPresent(why -> findings.add(
                            workload.pods() > 0
                                    ? Finding.fail(
                                            CONFLICTS, where(workload) + " has " + workload.pods() + " pods: " + why)
                                    : Finding.note(
                                            CONFLICTS, where(workload) + " has no pods now; with some: " + why)));
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(CONFLICTS, "nobody else does the same work"))
                : List.copyOf(findings);
    }

    private static String where(Workload workload) {
        return workload.namespace() + "/" + workload.name();
    }

    private static Optional<String> rival(Workload workload) {
        return workload.images().stream()
                .map(ProgramChecks::program)
                .flatMap(name -> Optional.ofNullable(RIVALS.get(name)).stream())
                .findFirst();
    }

    /** {@code registry/project/NAME:tag@digest}. */
    static String program(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        return last.split("[:@]", 2)[0];
    }

    /**
     * Whether admission works.
     *
     * @param answers of the webhook's pods, by name
     */
    public static List<Finding> webhook(List<Registration> registrations, Map<String, Reading<String>> answers) {
        List<Finding> findings = new ArrayList<>();
        if (registrations.isEmpty()) {
            findings.add(Finding.warn(WEBHOOK, "it is not registered: no pod becomes a batch pod"));
        }
        for (Registration registration : registrations) {
            findings.add(
                    registration.trusted()
                            ? Finding.ok(WEBHOOK, registration.name() + " is registered with an authority")
                            : Finding.fail(
                                    WEBHOOK,
                                    registration.name() + " has no authority yet, so the API server does not call it"));
        }
        answers.forEach((pod, answer) -> findings.add(
                answer instanceof Reading.Missing<String>(String cause)
                        ? Finding.fail(WEBHOOK, "the API server does not reach " + pod + ": " + cause)
                        : Finding.ok(WEBHOOK, "the API server reaches " + pod)));
        return findings;
    }

    public static List<Finding> rights(List<Right> rights) {
        List<Finding> missing = rights.stream()
                .filter(right -> !right.granted())
                .map(right -> Finding.note(
                        RIGHTS, "you may not " + right.right() + ", which is needed for " + right.neededFor()))
                .toList();
        return missing.isEmpty() ? List.of(Finding.ok(RIGHTS, "you may use all commands")) : missing;
    }
}
