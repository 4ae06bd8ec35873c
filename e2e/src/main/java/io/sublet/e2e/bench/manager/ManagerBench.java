package io.sublet.e2e.bench.manager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchCluster;
import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.bench.Figure;
import io.sublet.e2e.bench.measure.Latencies;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.peer.PeerPrograms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What the manager costs with many nodes, each of which reports once a minute with such a change that its offer has to change
 * too: the packaged program against a real API server, and against a stand-in that shows the manager alone and has room for ten
 * thousand nodes with thirty pods each.
 *
 * <p>The environment's {@code NODES} says how many nodes, 1,000 without it, {@code API} ({@code stub} or {@code real}) which of
 * the two, and {@code PARTS} what is measured: the start always, {@code floor} what a bare client needs for the same writes,
 * {@code updates} what comes after the start. Where Koordinator's programs are (see {@link PeerPrograms}), its manager is
 * measured after Sublet's against the same real API server.
 */
public final class ManagerBench implements Bench {
    static final String NAMESPACE = "sublet-system";
    /** Raised offers are not held back, so that each report has its write. */
    static final Map<String, String> CONFIG = Map.of(
            "colocation-config",
            "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65,"
                    + "\"extensions\":{\"sublet.io/stable-offer\":{\"enable\":false}}}");

    private static final Duration PERIOD = Duration.ofMinutes(1);
    /** Until the compilers have settled. */
    private static final int WARM_UP_REPORTS = 12_000;

    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(90);
    private static final Duration COMPILERS_QUIET = Duration.ofSeconds(2);
    private static final Duration COMPILERS_LIMIT = Duration.ofMinutes(1);
    private static final Duration TIME = Duration.ofSeconds(45);
    /** As the chart has it. */
    private static final int MEMORY_MIB = 768;

    private static final Contender SUBLET =
            new Contender(Map.of(), kubeconfig -> ManagerProcess.start(kubeconfig, MEMORY_MIB));

    /**
     * Whose manager is measured.
     *
     * @param setup what its figures say beside the setup that all share
     * @param start starts it with a kubeconfig
     */
    private record Contender(Map<String, Object> setup, Function<Path, MeasuredProgram> start) {}

    /**
     * What one start of the program gave.
     *
     * @param floor if it was to be measured
     * @param updates if they were to be measured
     */
    private record Round(Optional<Floor> floor, Fill fill, Optional<Updates> updates) {}

    /** The same writes by a client that does nothing else, see {@link BareFill}. */
    private record Floor(double seconds, ControlPlaneCosts controlPlane) {}

    /**
     * From the start of the process until every node offers something.
     *
     * @param cpu CPU seconds without the compilers
     * @param compilerCpu of the compilers in the same time
     * @param controlPlane of the API server and etcd in the same time
     */
    private record Fill(double seconds, double cpu, double compilerCpu, ControlPlaneCosts controlPlane) {}

    /**
     * With every node reporting.
     *
     * @param coldCpu CPU seconds per 1,000 updates from the start of the process to the end of the warm-up, compilers included
     * @param cpu after it, without the compilers, which end their work in the first hours and not in minutes
     * @param compilerCpu of the compilers in the same time
     */
    private record Updates(
            double coldCpu,
            double cpu,
            double compilerCpu,
            double perSecond,
            double mostPerSecond,
            Latencies latencies,
            double requests,
            double unchangedRequests,
            double residentMib) {}

    @Override
    public String name() {
        return "manager";
    }

    @Override
    public void run(BenchSettings settings, int rounds, Progress progress) {
        int nodes = nodes(settings);
        Set<String> api = apis(settings);
        Set<String> parts = parts(settings);
        if (api.contains("stub")) {
            measure(SUBLET, () -> StubFleet.start(nodes, Path.of("target", "bench")), parts, rounds, progress);
        }
        if (api.contains("real")) {
            BenchCluster.measureOn(
                    new ClusterSpec(0, 0, 1), progress, cluster -> measureOn(cluster, nodes, parts, rounds, progress));
        }
    }

    private void measureOn(ClusterUnderTest cluster, int nodes, Set<String> parts, int rounds, Progress progress) {
        measure(SUBLET, () -> RealFleet.create(cluster, nodes), parts, rounds, progress);
        if (PeerPrograms.present(System.getenv())) {
            PeerPrograms programs = PeerPrograms.of(System.getenv());
            try (KubernetesClient client = cluster.client()) {
                programs.define(client);
            }
            Contender peer = new Contender(
                    Map.of("program", "koord-manager"), kubeconfig -> PeerManagerProcess.start(programs, kubeconfig));
            measure(peer, () -> RealFleet.create(cluster, nodes), parts, rounds, progress);
        }
    }

    @Override
    public void check(BenchSettings settings) {
        nodes(settings);
        apis(settings);
        parts(settings);
    }

    private static Set<String> parts(BenchSettings settings) {
        return settings.words("PARTS", List.of("fill", "floor", "updates"));
    }

    private static int nodes(BenchSettings settings) {
        return settings.number("NODES", 1000, 999_999);
    }

    private static Set<String> apis(BenchSettings settings) {
        return settings.words("API", List.of("stub", "real"));
    }

    private void measure(
            Contender contender, Supplier<Fleet> fleets, Set<String> parts, int rounds, Progress progress) {
        List<Round> results = new ArrayList<>();
        Map<String, Object> setup = new LinkedHashMap<>(contender.setup());
        for (int i = 1; i <= rounds; i++) {
            Optional<Floor> floor = parts.contains("floor")
                    ? Optional.of(progress.step("a bare client's fill", () -> floor(fleets)))
                    : Optional.empty();
            try (Fleet fleet = progress.step("nodes", fleets)) {
                setup.putAll(Map.of("nodes", fleet.nodes(), "api", fleet.kind(), "memory_mib", MEMORY_MIB));
                results.add(progress.step(
                        "round " + i + " of " + rounds + ": " + fleet.kind() + " API server, " + fleet.nodes()
                                + " nodes",
                        () -> round(contender, fleet, floor, parts.contains("updates"))));
            }
        }
        BenchRun run = BenchRun.begin(name(), setup);
        run.keep(figures(run, results));
    }

    private static Floor floor(Supplier<Fleet> fleets) {
        try (Fleet fleet = fleets.get()) {
            ControlPlaneCosts before = ControlPlaneCosts.now();
            Duration filled = BareFill.of(fleet);
            return new Floor(filled.toMillis() / 1000.0, before.since());
        }
    }

    private static Round round(Contender contender, Fleet fleet, Optional<Floor> floor, boolean withUpdates) {
        int timed = Math.toIntExact(TIME.toNanos() / (PERIOD.toNanos() / fleet.nodes()));
        ReportLoad load = new ReportLoad(fleet, fleet.nodes() + WARM_UP_REPORTS + timed + 1000);
        Fill fill;
        Optional<Updates> updates;
        ControlPlaneCosts before = ControlPlaneCosts.now();
        long begin = System.nanoTime();
        try (MeasuredProgram manager = contender.start().apply(fleet.kubeconfig())) {
            Duration filled = load.fill(begin);
            ControlPlaneCosts controlPlane = before.since();
            double compilers = manager.costs().compilerCpuMillis() / 1000;
            double cpu = manager.costs().wholeCpuMillis() / 1000 - compilers;
            fill = new Fill(filled.toMillis() / 1000.0, cpu, compilers, controlPlane);
            updates = withUpdates ? Optional.of(updates(manager, fleet, load)) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
        return new Round(floor, fill, updates);
    }

    private static Updates updates(MeasuredProgram manager, Fleet fleet, ReportLoad load) throws InterruptedException {
        long warmBegin = System.nanoTime();
        int filled = load.answered();
        load.closedLoop(WARM_UP_REPORTS, WARM_UP_LIMIT);
        load.settle(Duration.ofSeconds(10));
        double warmRate = (load.answered() - filled) / ((System.nanoTime() - warmBegin) / 1e9);
        awaitCompilers(manager);
        double cold = manager.costs().wholeCpuMillis() / load.answered();

        int first = load.answered();
        long writesBefore = total(fleet);
        double cpuBefore = manager.costs().wholeCpuMillis();
        double compilerBefore = manager.costs().compilerCpuMillis();
        long steadyBegin = System.nanoTime();
        int reports = load.openLoop(PERIOD, TIME);
        load.settle(Duration.ofSeconds(5));
        double seconds = (System.nanoTime() - steadyBegin) / 1e9;
        double compilers = (manager.costs().compilerCpuMillis() - compilerBefore) / reports;
        double cpu = (manager.costs().wholeCpuMillis() - cpuBefore) / reports - compilers;
        double requests = (double) (total(fleet) - writesBefore) / reports;
        if (load.pending() > 0) {
            throw new ClusterException(load.pending() + " reports changed no offer");
        }
        return new Updates(
                cold,
                cpu,
                compilers,
                (load.answered() - first) / seconds,
                warmRate,
                load.latenciesSince(first),
                requests,
                unchanged(fleet, load),
                manager.costs().residentMib());
    }

    /** Writes per report that says what the one before it said. */
    private static double unchanged(Fleet fleet, ReportLoad load) throws InterruptedException {
        long before = total(fleet);
        load.repeatAll();
        // Its write comes after all that the repeated reports may have led to.
        load.closedLoop(1, WARM_UP_LIMIT);
        load.settle(Duration.ofSeconds(30));
        return (double) (total(fleet) - before - 1) / fleet.nodes();
    }

    /** The compilers lag behind on a machine that is busy. */
    private static void awaitCompilers(MeasuredProgram manager) throws InterruptedException {
        long end = System.nanoTime() + COMPILERS_LIMIT.toNanos();
        double before;
        do {
            before = manager.costs().compilerCpuMillis();
            Thread.sleep(COMPILERS_QUIET);
        } while (manager.costs().compilerCpuMillis() - before > COMPILERS_QUIET.toMillis() / 50.0
                && System.nanoTime() - end < 0);
    }

    private static long total(Fleet fleet) {
        return fleet.writes().values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<Figure> figures(BenchRun run, List<Round> rounds) {
        Table table = new Table(run, new ArrayList<>());
        List<Fill> fills = rounds.stream().map(Round::fill).toList();
        table.add("fill_seconds", "s", fills, Fill::seconds);
        table.add("fill_cpu_seconds", "s", fills, Fill::cpu);
        table.add("fill_compiler_cpu_seconds", "s", fills, Fill::compilerCpu);
        List<Fill> real =
                fills.stream().filter(fill -> fill.controlPlane.apiServer() > 0).toList();
        table.add("fill_apiserver_cpu_seconds", "s", real, fill -> fill.controlPlane.apiServer());
        table.add("fill_etcd_cpu_seconds", "s", real, fill -> fill.controlPlane.etcd());
        List<Floor> floors =
                rounds.stream().flatMap(round -> round.floor.stream()).toList();
        table.add("floor_seconds", "s", floors, Floor::seconds);
        List<Floor> realFloors = floors.stream()
                .filter(floor -> floor.controlPlane.apiServer() > 0)
                .toList();
        table.add("floor_apiserver_cpu_seconds", "s", realFloors, floor -> floor.controlPlane.apiServer());
        table.add("floor_etcd_cpu_seconds", "s", realFloors, floor -> floor.controlPlane.etcd());
        List<Updates> updates =
                rounds.stream().flatMap(round -> round.updates.stream()).toList();
        table.add("cpu_seconds_per_1000_updates", "s", updates, Updates::cpu);
        table.add("compiler_cpu_seconds_per_1000_updates", "s", updates, Updates::compilerCpu);
        table.add("cold_cpu_seconds_per_1000_updates", "s", updates, Updates::coldCpu);
        table.add("updates_per_second", "1/s", updates, Updates::perSecond);
        table.add("max_updates_per_second", "1/s", updates, Updates::mostPerSecond);
        table.add("latency_p50_ms", "ms", updates, round -> round.latencies.millis(0.5));
        table.add("latency_p99_ms", "ms", updates, round -> round.latencies.millis(0.99));
        table.add("requests_per_update", "", updates, Updates::requests);
        table.add("requests_per_unchanged_update", "", updates, Updates::unchangedRequests);
        table.add("rss_mib", "MiB", updates, Updates::residentMib);
        return table.figures;
    }

    /** Figures of a run, of those only that were measured. */
    private record Table(BenchRun run, List<Figure> figures) {
        <T> void add(String name, String unit, List<T> measured, ToDoubleFunction<T> value) {
            if (!measured.isEmpty()) {
                figures.add(Figure.of(
                        run,
                        name,
                        unit,
                        measured.stream().map(value::applyAsDouble).toList()));
            }
        }
    }
}
