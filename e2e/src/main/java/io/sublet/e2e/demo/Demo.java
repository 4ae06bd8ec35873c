package io.sublet.e2e.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.scenario.Load;
import io.sublet.e2e.scenario.NodeMode;
import io.sublet.e2e.scenario.SurgeReport;
import io.sublet.e2e.scenario.Workloads;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells the story once:
 *
 * <ol>
 *   <li>an online service runs; the surge that is to come is measured on it alone
 *   <li>the node offers its unused CPU to batch; a Job is admitted, rewritten, placed, and runs
 *   <li>the surge: best effort is limited at once, the node offers less
 *   <li>the surge ends: batch comes back
 *   <li>the same surge again while Sublet only observes
 * </ol>
 *
 * Each transition has a time within which it must happen; the first that does not ends the demonstration with an error.
 */
final class Demo implements AutoCloseable {
    private static final double CALM_RATE = 20;
    private static final Duration STORY = Duration.ofMinutes(5);
    private static final long SEED = 20261123;

    private final DemoPlan plan;
    private final ClusterUnderTest cluster;
    private final KubernetesClient client;
    private final NodeAccess access;
    private final String node;
    private final Workloads workloads;
    private final PrintStream out;
    private final Watch watch;
    private final Narrator narrator;

    Demo(ClusterUnderTest cluster, DemoPlan plan, PrintStream out) {
        this.cluster = cluster;
        this.plan = plan;
        this.out = out;
        this.client = cluster.client();
        this.node = cluster.nodes().getFirst();
        this.access = cluster.access(node).orThrow();
        this.workloads = new Workloads(client);
        this.watch = new Watch(client, node, access);
        this.narrator = new Narrator(new Board(out), watch::line);
    }

    void run() {
        setMode("enforce");
        firstOffer();
        workloads.stopBatch();
        workloads.prepare();
        workloads.startOnline();
        narrator.phase("online service starts");
        Pod shop = narrator.until("the online service is ready", plan.effect(), workloads::online);
        watch.follow(access, shop);
        String host = shop.getStatus().getPodIP();
        narrator.phase("online service warms up");
        try (Load surge = load(host, plan.surgeRate(), plan.warmUp())) {
            finish(surge);
        }
        narrator.phase("surge, no batch");
        SurgeReport alone;
        try (Load surge = surge(host)) {
            alone = finish(surge);
        }
        try (Load calm = load(host, CALM_RATE, STORY)) {
            watch.follow(calm);
            waitForOffer();
            runJob();
            SurgeReport enforced = enforcedSurge(host, calm);
            SurgeReport observed = observedSurge(host);
            setMode("enforce");
            summary(new StoryResult(alone, observed, enforced));
        }
    }

    private void firstOffer() {
        narrator.phase("installed");
        Instant since = Instant.now();
        CpuMemory offer = narrator.until("the Node offers batch CPU", plan.effect(), watch::offered);
        narrator.happened("installed → the Node offers what nobody uses", since, offer.cpu() + " of batch-cpu");
    }

    private void waitForOffer() {
        narrator.phase("calm");
        try {
            narrator.until(
                    "the Node offers batch CPU for the Job",
                    plan.effect(),
                    () -> watch.offered().filter(offer -> offer.cpu().compareTo(plan.jobCpu()) >= 0));
        } catch (ClusterException late) {
            throw new ClusterException(late.getMessage() + crowd(), late);
        }
    }

    /** The Node is the whole machine, and offers nothing while programs outside of the story use that. */
    private static String crowd() {
        int cpus = Runtime.getRuntime().availableProcessors();
        double tasks = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return tasks <= cpus
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %.0f tasks want the %d CPUs of this machine: end what else runs on it, and try again",
                        tasks,
                        cpus);
    }

    private void runJob() {
        narrator.phase("Job submitted");
        Instant since = Instant.now();
        workloads.startBatch();
        Pod pod = narrator.until("the Job's pod is admitted", plan.effect(), workloads::batch);
        narrator.happened("Job → admitted as a batch pod", since, Admitted.check(pod));
        narrator.until(
                "the Job's pod runs", plan.effect(), () -> workloads.batch().filter(Readiness::isPodReady));
        narrator.happened("Job → placed by koord-scheduler and running", since, "on " + node);
        MilliCpu enough = plan.jobCpu();
        narrator.until(
                "batch uses reclaimed CPU",
                plan.effect(),
                () -> watch.batchRate().filter(cpu -> cpu.compareTo(enough) >= 0));
        narrator.happened("Job → uses reclaimed CPU", since, "at least " + enough);
        narrator.phase("batch runs");
        narrator.until(
                "best effort has a limit", plan.effect(), () -> watch.trace().quota());
        narrator.pause(plan.calm());
    }

    private SurgeReport enforcedSurge(String host, Load calm) {
        MilliCpu limit = watch.trace().quota().orElseThrow(() -> new ClusterException("best effort lost its limit"));
        CpuMemory offer = watch.offered().orElseThrow(() -> new ClusterException("the Node took its offer back"));
        SurgeEffects effects = new SurgeEffects(narrator, watch, plan.effect(), limit, offer);
        narrator.phase("surge, Sublet enforces");
        try (Load surge = surge(host)) {
            effects.onset(surge.started());
            SurgeReport report = finish(surge);
            narrator.phase("surge is over");
            watch.follow(calm);
            effects.recovery(Instant.now());
            return report;
        }
    }

    private SurgeReport observedSurge(String host) {
        narrator.phase("Sublet only observes");
        Instant since = Instant.now();
        setMode("observe");
        narrator.until(
                "observe mode takes the limit back",
                plan.effect(),
                () -> watch.trace().quota().isEmpty() && !watch.tier().isIdle() ? Optional.of(true) : Optional.empty());
        narrator.happened(
                "mode observe → the kernel's values are as they were",
                since,
                "no limit, weight " + watch.tier().weight());
        narrator.pause(Duration.ofSeconds(3));
        narrator.phase("surge, Sublet observes");
        try (Load surge = surge(host)) {
            return finish(surge);
        }
    }

    private Load surge(String host) {
        Load surge = load(host, plan.surgeRate(), plan.surge());
        watch.follow(surge);
        return surge;
    }

    private Load load(String host, double rate, Duration length) {
        return Load.start(cluster.controlPlaneNetwork().orThrow(), "http://" + host + ":8080/work", rate, length, SEED);
    }

    private SurgeReport finish(Load load) {
        while (load.isRunning()) {
            narrator.glance();
        }
        return load.await();
    }

    private void setMode(String mode) {
        NodeMode.set(client, node, mode);
    }

    private void summary(StoryResult result) {
        out.printf("%nWhat happened%n");
        narrator.transitions().forEach(transition -> out.println(transition.row()));
        out.printf(
                Locale.ROOT,
                "%nThe online service under the surge of %.0f requests/s, without the client's warm-up%n",
                plan.surgeRate());
        print("alone", result.alone());
        print("with batch, Sublet observes only", result.observed());
        print("with batch, Sublet enforces", result.enforced());
    }

    private void print(String name, SurgeReport report) {
        out.printf(
                Locale.ROOT,
                "  %-34s p50 %6.1f ms   p99 %6.1f ms   %d answered, %d errors%n",
                name,
                report.p50Millis(),
                report.p99Millis(),
                report.completed(),
                report.errors());
    }

    @Override
    public void close() {
        watch.close();
        client.close();
    }
}
