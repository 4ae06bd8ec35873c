package io.sublet.e2e.bench.protect;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.bench.protect.Arm.Batch;
import io.sublet.e2e.bench.protect.Arm.Sign;
import io.sublet.e2e.bench.protect.Family.Place;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.scenario.BatchOffer;
import io.sublet.e2e.scenario.GroupCpu;
import io.sublet.e2e.scenario.IdleUse;
import io.sublet.e2e.scenario.SteadyLoad;
import io.sublet.e2e.scenario.SurgeReport;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** The node with the pods of one family on it, on which its arms are tried one after the other. */
final class Stage implements AutoCloseable {
    private static final double CALM_RATE = 20;
    private static final long SEED = 20_261_127;
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    private static final Duration LONGEST_WAY_UP = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** Longer than best effort is held down after a surge. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(3);

    /** So that the Node soon has an offer for the batch pod. */
    private static final Duration UNTIL_BATCH_RUNS = Duration.ofSeconds(2);

    /** As by default. */
    private static final Duration IN_THE_ROUNDS = Duration.ofMinutes(1);

    /** Longer than the offer holds a rise back. */
    private static final Duration NO_RISE = Duration.ofSeconds(15);

    private static final Duration LONGEST_RISE = Duration.ofSeconds(90);
    private static final double OF_A_RISE = 0.05;

    /** What batch asks for at least; below that nothing is learned. */
    private static final MilliCpu LEAST = new MilliCpu(200);

    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private final Family family;
    private final Lengths lengths;
    private final KubernetesClient client;
    private final Control control;
    private final StagePods pods;
    private final GroupCpu tier;
    private final Signs signs;
    private final SteadyLoad load;
    private final PodProcesses service;
    private final PodProcesses batch;
    private final Optional<Step> step;
    private final Optional<SlowLink> link;
    private final Optional<ScarceMemory> memory;

    /**
     * How long an arm takes.
     *
     * @param calm how long it is quiet before a surge, with best effort at its level
     * @param surge how long a surge lasts
     * @param steps of online usage after a surge, where the family has them
     */
    record Lengths(Duration calm, Duration surge, int steps) {}

    private Stage(ClusterUnderTest cluster, Family family, Lengths lengths) {
        String name = cluster.nodes().getFirst();
        NodeAccess node = cluster.access(name).orThrow();
        this.family = family;
        this.lengths = lengths;
        this.client = cluster.client();
        this.control = new Control(client, name);
        this.pods = new StagePods(client);
        this.tier = GroupCpu.bestEffort(node);
        pods.remove();
        pods.prepare();
        control.ask(Rules.USUAL);
        control.reportEvery(UNTIL_BATCH_RUNS);
        control.setMode("enforce");
        link = family.place() == Place.SLOW_LINK ? Optional.of(SlowLink.of(cluster, node)) : Optional.empty();
        signs = new Signs(node, link);
        Pod online = pods.startOnline(family);
        service = PodProcesses.of(node, online);
        step = family.stepsUp() ? Optional.of(Step.of(node, pods.startStep(CPUS))) : Optional.empty();
        batch = PodProcesses.of(node, pods.startBatch(family, offer(name)));
        batch.stop();
        control.reportEvery(IN_THE_ROUNDS);
        load = SteadyLoad.start(
                cluster.controlPlaneNetwork().orThrow(),
                "http://" + online.getStatus().getPodIP() + ":8080/work",
                CALM_RATE,
                SEED);
        MachineCompany.of(node).join(load.pid());
        load.rate(family.surgeRate());
        Control.pause(WARM_UP);
        load.rate(CALM_RATE);
        load.phase();
        load.phase();
        memory = family.place() == Place.SHORT_OF_MEMORY ? Optional.of(ScarceMemory.on(node)) : Optional.empty();
    }

    /** Starts the family's pods. */
    static Stage of(ClusterUnderTest cluster, Family family, Lengths lengths) {
        return new Stage(cluster, family, lengths);
    }

    /** What the Node offers to batch once that rises no more: what the installation took is in its averages for a while. */
    private MilliCpu offer(String name) {
        Control.await("the Node offers batch CPU", () -> offered(name).compareTo(LEAST) >= 0);
        MilliCpu most = MilliCpu.ZERO;
        Instant end = Instant.now().plus(LONGEST_RISE);
        Instant risen = Instant.now();
        while (Instant.now().isBefore(end) && Instant.now().isBefore(risen.plus(NO_RISE))) {
            MilliCpu now = offered(name);
            if (now.value() > most.value() * (1 + OF_A_RISE)) {
                most = now;
                risen = Instant.now();
            }
            Control.pause(BETWEEN_LOOKS);
        }
        return offered(name);
    }

    private MilliCpu offered(String name) {
        return BatchOffer.of(
                        Objects.requireNonNull(client.nodes().withName(name).get(), name))
                .map(CpuMemory::cpu)
                .orElse(MilliCpu.ZERO);
    }

    /** One surge of one arm; missing if the arm's rules do not come into force. */
    Reading<Trial> run(Arm arm, int round) {
        if (!prepare(arm)) {
            return Reading.missing(
                    "the kernel should show " + arm.signs() + " and shows " + signs.now() + " after a long wait");
        }
        if (arm.batch() == Batch.GOVERNED) {
            settle();
        }
        IdleUse idle = new IdleUse(tier);
        Control.pause(lengths.calm());
        double idleUsed = idle.ratio();
        load.rate(family.surgeRate());
        long usedBefore = tier.usedNanos();
        long waitedBefore = service.waitedNanos();
        long nanosBefore = System.nanoTime();
        load.phase();
        Control.pause(lengths.surge());
        double batchCpus = (double) (tier.usedNanos() - usedBefore) / Math.max(1, System.nanoTime() - nanosBefore);
        double waited = (service.waitedNanos() - waitedBefore) / 1e6;
        Set<Sign> shown = signs.now();
        load.rate(CALM_RATE);
        SurgeReport report = load.phase();
        if (!shown.containsAll(arm.signs())) {
            return Reading.missing("the kernel should show " + arm.signs() + " in a surge and shows " + shown);
        }
        return Reading.of(new Trial(
                arm,
                round,
                report,
                waited / Math.max(1, report.completed()),
                batchCpus,
                arm.batch() == Batch.STOPPED ? OptionalDouble.empty() : OptionalDouble.of(idleUsed),
                toFloor(arm)));
    }

    private List<Double> toFloor(Arm arm) {
        List<Double> millis = new ArrayList<>();
        if (step.isPresent() && arm.batch() == Batch.GOVERNED) {
            for (int each = 0; each < lengths.steps(); each++) {
                settle();
                step.get().toFloorMillis(tier).ifPresent(millis::add);
            }
        }
        return millis;
    }

    /** Whether the arm's rules are in force. */
    private boolean prepare(Arm arm) {
        if (arm.batch() == Batch.STOPPED) {
            batch.stop();
        } else {
            batch.goOn();
        }
        boolean shapedByAgent = arm.signs().contains(Arm.Sign.TRAFFIC_CLASSES);
        if (shapedByAgent) {
            link.ifPresent(SlowLink::widen);
        }
        control.ask(arm.rules());
        control.setMode(arm.batch() == Batch.GOVERNED ? "enforce" : "observe");
        Set<Sign> expected = inCalm(arm.signs());
        boolean inForce = Control.happens(() -> inCalm(signs.now()).equals(expected));
        if (!shapedByAgent) {
            link.ifPresent(SlowLink::narrow);
        }
        return inForce;
    }

    private static Set<Sign> inCalm(Set<Sign> signs) {
        return signs.stream().filter(sign -> sign != Sign.CPUSET).collect(Collectors.toUnmodifiableSet());
    }

    /** Best effort comes back by a tenth of the node in a second, or after a hold; what it has on its way up is not what it may have. */
    private void settle() {
        Instant end = Instant.now().plus(LONGEST_WAY_UP);
        Instant risen = Instant.now();
        long most = quotaNow();
        while (Instant.now().isBefore(end) && Instant.now().isBefore(risen.plus(LONGEST_HOLD))) {
            Control.pause(BETWEEN_LOOKS);
            long now = quotaNow();
            if (now > most * (1 + OF_A_RISE)) {
                most = now;
                risen = Instant.now();
            }
        }
    }

    private long quotaNow() {
        return tier.quota().map(MilliCpu::value).orElse(0L);
    }

    @Override
    public void close() {
        memory.ifPresent(ScarceMemory::close);
        batch.goOn();
        load.close();
        control.ask(Rules.USUAL);
        control.setMode("observe");
        pods.remove();
        link.ifPresent(SlowLink::close);
        client.close();
    }
}
