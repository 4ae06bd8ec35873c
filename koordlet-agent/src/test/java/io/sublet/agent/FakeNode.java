package io.sublet.agent;

import io.sublet.agent.act.CookieWriter;
import io.sublet.agent.act.Door;
import io.sublet.agent.act.DryRun;
import io.sublet.agent.act.Evictor;
import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Restore;
import io.sublet.agent.baseline.Baselines;
import io.sublet.agent.cluster.Events;
import io.sublet.agent.cluster.EvictionApi;
import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.explain.Ledger;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.FakeCores;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.metrics.Counters;
import io.sublet.agent.observe.ClusterFeeds;
import io.sublet.agent.observe.NodeObserver;
import io.sublet.agent.observe.ObserverPaths;
import io.sublet.agent.observe.core.CookieReader;
import io.sublet.agent.replay.ObservationLog;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The loop of an agent on a node of cgroup v1 with four CPUs, of which a test sets what the cluster says and what files hold. */
final class FakeNode {
    final FakeKernel kernel = kernel();
    final FakeStore store = new FakeStore();
    final CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    final Ledger ledger = new Ledger(store);
    final BestEffortIdle idle = new BestEffortIdle(Duration.ZERO);
    Optional<Mode> mode = Optional.of(Mode.ENFORCE);
    String spec = "{}";
    Reading<List<PodView>> pods = Reading.of(List.of());

    final NodeObserver observer = new NodeObserver(
            kernel,
            cgroups,
            new ObserverPaths("/proc", "/sys", "auto", "/state", "/config"),
            new ClusterFeeds(
                    () -> pods,
                    () -> Reading.of(view()),
                    () -> new SloState(Reading.of(slo()), Optional.empty()),
                    () -> Reading.of(CollectPolicy.DEFAULT),
                    nanoTime -> ExternalNumbers.NONE),
            Duration.ofSeconds(1));
    final Journal journal = Journal.open(store, cgroups, "boot");
    private final KernelActuator actuator = new KernelActuator(cgroups, journal);
    final AgentLoop loop = loop();

    private static FakeKernel kernel() {
        FakeKernel kernel = new FakeKernel();
        for (String group : List.of("", "kubepods", "kubepods/besteffort", "kubepods/burstable")) {
            kernel.groupV1(group, "0-3");
        }
        for (int cpu = 0; cpu < 4; cpu++) {
            String topology = "/sys/devices/system/cpu/cpu" + cpu + "/topology/";
            kernel.put(topology + "core_cpus_list", Integer.toString(cpu)).put(topology + "physical_package_id", "0");
        }
        return kernel.put("/sys/devices/system/cpu/online", "0-3")
                .put("/proc/stat", "cpu  0 0 0 0 0 0 0 0 0 0")
                .put("/proc/meminfo", "MemTotal: 8388608 kB\nMemFree: 4194304 kB\nMemAvailable: 6291456 kB")
                .put("/proc/uptime", "100.00 1.00")
                .put("/proc/self/cgroup", "1:cpu:/")
                .put("/proc/1/comm", "init");
    }

    private NodeView view() {
        return new NodeView(
                "n",
                "uid",
                CpuMemory.of(4000, 1L << 33),
                CpuMemory.of(4000, 1L << 33),
                NodeReservation.NONE,
                mode,
                NodeView.TopologyWishes.NONE,
                Ratio.ONE,
                Map.of());
    }

    private NodeSlo slo() {
        return NodeSloDocument.parse(Json.parseObject(spec)).valid().orElseThrow();
    }

    private AgentLoop loop() {
        Announcer announcer = new Announcer(() -> Reading.of(view()), new Events() {
            @Override
            public void warn(About object, String reason, String note) {}

            @Override
            public void tell(About object, String reason, String note) {}
        });
        FakeCores cores = new FakeCores();
        CookieWriter writer = new CookieWriter(cores);
        EvictionApi evictions = new EvictionApi() {
            @Override
            public boolean evict(Request request, Consumer<EvictionApi.Answer> answer) {
                return false;
            }

            @Override
            public Optional<String> stale() {
                return Optional.empty();
            }
        };
        return new AgentLoop(
                observer,
                () -> new SloState(Reading.of(slo()), Optional.empty()),
                new AgentLoop.Deciders(
                        new NodeRules(idle, Duration.ofSeconds(10)),
                        new Baselines(store),
                        new ModeSwitch(Mode.OBSERVE, announcer)),
                new AgentLoop.Actuators(
                        actuator,
                        new DryRun(),
                        new Restore(cgroups, actuator),
                        new AgentLoop.Cookies(new CookieReader(cgroups, cores, writer::hasGiven), writer),
                        new Evictor(evictions, 0, 0),
                        new Door(false)),
                new Explainer(ledger, new ObservationLog(store, ObservationLog.Keep.NONE), new Counters(), announcer));
    }
}
