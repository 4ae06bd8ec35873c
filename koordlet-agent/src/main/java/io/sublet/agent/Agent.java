package io.sublet.agent;

import io.sublet.agent.act.CookieWriter;
import io.sublet.agent.act.Door;
import io.sublet.agent.act.DryRun;
import io.sublet.agent.act.Evictor;
import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Restore;
import io.sublet.agent.act.RuntimeValues;
import io.sublet.agent.baseline.Baselines;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.http.ApiAccess;
import io.sublet.agent.cluster.http.ApiCluster;
import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.explain.Ledger;
import io.sublet.agent.history.UsageHistory;
import io.sublet.agent.http.AgentHttp;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CoreScheduling;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.MemoryStateStore;
import io.sublet.agent.kernel.StateStore;
import io.sublet.agent.kernel.linux.DirectoryStateStore;
import io.sublet.agent.kernel.linux.LinuxDiskTrees;
import io.sublet.agent.kernel.linux.LinuxKernelFiles;
import io.sublet.agent.kernel.linux.LinuxPerfEvents;
import io.sublet.agent.kernel.linux.PrctlCoreScheduling;
import io.sublet.agent.kernel.linux.ShortSlice;
import io.sublet.agent.metrics.Counters;
import io.sublet.agent.metrics.Exposition;
import io.sublet.agent.metrics.FeedMetrics;
import io.sublet.agent.metrics.ForecastGauges;
import io.sublet.agent.metrics.InterferenceGauges;
import io.sublet.agent.metrics.KoordletPodSeries;
import io.sublet.agent.metrics.KoordletSeries;
import io.sublet.agent.metrics.KoordletWriteSeries;
import io.sublet.agent.metrics.LatencyGauges;
import io.sublet.agent.metrics.MetricSource;
import io.sublet.agent.metrics.NodeGauges;
import io.sublet.agent.metrics.PodSeries;
import io.sublet.agent.metrics.ProcessMetrics;
import io.sublet.agent.metrics.RuleGauges;
import io.sublet.agent.metrics.RuntimeMetrics;
import io.sublet.agent.metrics.SpaceGauges;
import io.sublet.agent.observe.ClusterFeeds;
import io.sublet.agent.observe.NodeObserver;
import io.sublet.agent.observe.ObserverPaths;
import io.sublet.agent.observe.core.CookieReader;
import io.sublet.agent.observe.cpi.CpiReader;
import io.sublet.agent.observe.space.SpacePlaces;
import io.sublet.agent.observe.space.SpaceWatch;
import io.sublet.agent.predict.ModelStore;
import io.sublet.agent.predict.Predictor;
import io.sublet.agent.replay.ObservationLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of the agent together and runs them. */
final class Agent {
    static final int EXIT_FAILED = 1;
    static final int EXIT_BUG = 70;

    /** A pod that is told to end has 30 s; on a node that is short of CPU the agent needs more than a moment of that. */
    private static final long GIVE_BACK_MILLIS = 25_000;

    /** Descriptors for counters at one time: of 200 containers all at once on 10 CPUs, in turns on more. */
    private static final int MOST_COUNTERS = 4096;

    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final AgentConfig config;
    /** Seconds since the epoch. */
    private final double startedAt = System.currentTimeMillis() / 1000.0;

    Agent(AgentConfig config) {
        this.config = config;
    }

    /** Runs until the process is told to end; returns the exit code. */
    int run() throws IOException {
        KernelFiles files = new LinuxKernelFiles();
        AgentConfig.Paths paths = config.paths();
        Optional<String> absent = KernelPlaces.absent(files, paths);
        if (absent.isPresent()) {
            log.error("{}", absent.get());
            return EXIT_FAILED;
        }
        ApiCluster cluster = new ApiCluster(
                access(),
                config.cluster().nodeName(),
                config.reporting().topology(),
                config.cluster().prometheus());
        // Before all else, because the first handshake of a process takes longer than all that follows here.
        cluster.start();
        CgroupFs cgroups = KernelPlaces.cgroups(files, paths);
        StateStore store = store();
        Door door = new Door(config.reporting().topology());
        Counters counters = new Counters();
        Announcer announcer = new Announcer(cluster, cluster.events());
        Explainer explainer = new Explainer(
                new Ledger(store), new ObservationLog(store, config.acting().observations()), counters, announcer);
        NodeObserver observer = observer(files, cgroups, cluster);
        AgentLoop.Cookies cookies = cookies(cgroups);
        observer.watch(cookies.reader());
        if (config.reporting().cpi()) {
            observer.count(new CpiReader(new LinuxPerfEvents(), cgroups, MOST_COUNTERS));
        }
        watchDisks(observer);
        Journal journal = Journal.open(store, cgroups, bootId(files, paths.procRoot()));
        KernelActuator kernel = new KernelActuator(cgroups, journal);
        BestEffortIdle idle = new BestEffortIdle(config.timing().kubeletMinUptime());
        AgentLoop loop = new AgentLoop(
                observer,
                cluster,
                new AgentLoop.Deciders(
                        new NodeRules(idle, config.timing().blindAfter()),
                        new Baselines(store),
                        new ModeSwitch(config.mode(), announcer)),
                actuators(kernel, cgroups, cookies, cluster, door),
                explainer);
        Reporter reporter = new Reporter(
                new UsageHistory(config.timing().tick()),
                new Predictor(new ModelStore(store), config.reporting().predictionColdStart()),
                cluster,
                cluster.publisher());
        AgentProcess process = new AgentProcess(
                loop,
                new FastLoop(loop, observer, idle),
                List.of(
                        (seen, nanoTime) -> reporter.add(seen),
                        new TopologyReporter(cluster.topology(), door::closed)::add),
                explainer,
                config.timing());
        process.onceWarm(ShortSlice::ask);
        RuntimeLink runtime = RuntimeLink.of(
                config.acting().nriSocket(),
                cgroups.version(),
                new StartingContainers(
                        loop, observer, new RuntimeValues(cgroups, journal), NodeRules.ofStart(), process.errands()),
                explainer);
        List<MetricSource> sources = sources(cluster, explainer, counters, reporter);
        sources.add(new RuntimeMetrics(runtime::status));
        if (config.serving().series().koordlet()) {
            sources.add(new KoordletWriteSeries(kernel.times()::counts));
        }
        return serve(new Parts(process, cluster, explainer, runtime), sources, cgroups);
    }

    private record Parts(AgentProcess process, ApiCluster cluster, Explainer explainer, RuntimeLink runtime) {}

    private NodeObserver observer(KernelFiles files, CgroupFs cgroups, ApiCluster cluster) {
        AgentConfig.Paths paths = config.paths();
        return new NodeObserver(
                files,
                cgroups,
                new ObserverPaths(
                        paths.procRoot(),
                        paths.sysRoot(),
                        paths.kubeletCgroupRoot(),
                        paths.cpuManagerState(),
                        paths.kubeletConfig()),
                new ClusterFeeds(cluster, cluster, cluster, cluster, cluster.numbers()),
                config.timing().tick());
    }

    private void watchDisks(NodeObserver observer) {
        AgentConfig.Disks disks = config.paths().disks();
        SpaceWatch watch = new SpaceWatch(
                new LinuxDiskTrees(),
                new LinuxKernelFiles(0),
                new SpacePlaces(
                        disks.kubelet(),
                        disks.runtime(),
                        disks.podLogs(),
                        config.paths().procRoot() + "/1/mountinfo"));
        Thread.ofPlatform().daemon().name("disks").start(watch);
        observer.watch(watch);
    }

    private static AgentLoop.Cookies cookies(CgroupFs cgroups) {
        CoreScheduling cores = new PrctlCoreScheduling();
        CookieWriter writer = new CookieWriter(cores);
        return new AgentLoop.Cookies(new CookieReader(cgroups, cores, writer::hasGiven), writer);
    }

    private List<MetricSource> sources(ApiCluster cluster, Explainer explainer, Counters counters, Reporter reporter) {
        List<MetricSource> sources = new ArrayList<>(List.of(
                counters,
                new NodeGauges(explainer::lastTick),
                new LatencyGauges(explainer::lastTick),
                new InterferenceGauges(explainer::lastTick),
                new RuleGauges(explainer::lastTick),
                new SpaceGauges(explainer::lastTick),
                new ForecastGauges(explainer::lastTick, reporter::reclaimable),
                new FeedMetrics(() -> new FeedMetrics.State(
                        cluster.feeds(),
                        cluster.rejections(),
                        cluster.publisher().sent(),
                        cluster.publisher().failed())),
                new ProcessMetrics(new LinuxKernelFiles(0), startedAt)));
        AgentConfig.Series series = config.serving().series();
        String node = config.cluster().nodeName();
        if (series.pods()) {
            sources.add(new PodSeries(explainer::lastTick));
        }
        if (series.koordlet()) {
            sources.add(new KoordletSeries(
                    node, startedAt, explainer::lastTick, reporter::forecast, explainer.evictions()));
        }
        if (series.koordlet() && series.pods()) {
            sources.add(new KoordletPodSeries(node, explainer::lastTick, explainer.evictions()));
        }
        return sources;
    }

    private static String metrics(List<MetricSource> sources, Exposition.Format format) {
        Exposition out = new Exposition(format);
        sources.forEach(source -> source.write(out));
        return out.end();
    }

    private int serve(Parts parts, List<MetricSource> sources, CgroupFs cgroups) throws IOException {
        AgentConfig.Serving serving = config.serving();
        AgentHttp.Views views = new AgentHttp.Views(
                format -> metrics(sources, format),
                parts.explainer.ledger(),
                () -> parts.explainer.capabilities(parts.runtime.status()),
                parts.process::unhealthy,
                () -> notReady(parts.process, parts.cluster));
        try (AgentHttp http = start(new InetSocketAddress(serving.httpHost(), serving.httpPort()), views)) {
            log.info(
                    "Started node={} cgroup={} mode={} port={}",
                    config.cluster().nodeName(),
                    cgroups.version(),
                    config.mode().wireName(),
                    http.port());
            parts.cluster.onArrival(parts.process::hurry);
            return untilEnd(parts.process, parts.runtime);
        }
    }

    private static AgentHttp start(InetSocketAddress address, AgentHttp.Views views) throws IOException {
        try {
            return AgentHttp.start(address, views);
        } catch (IOException e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private int untilEnd(AgentProcess process, RuntimeLink runtime) {
        Thread runner = Thread.currentThread();
        AtomicBoolean nothingHeld = new AtomicBoolean();
        Thread hook = Thread.ofPlatform().name("shutdown").unstarted(() -> {
            process.stop(runner);
            try {
                runner.join(GIVE_BACK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (nothingHeld.get()) {
                // After a signal the JVM's own exit code would be 143, whatever became of the node.
                Runtime.getRuntime().halt(0);
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        runtime.start();
        boolean inOrder = process.run();
        // No container is to get a value any more that nobody would give back.
        runtime.close();
        if (config.serving().restoreOnExit() && inOrder) {
            nothingHeld.set(process.giveBack());
        }
        log.info("Ended");
        return inOrder ? 0 : EXIT_BUG;
    }

    private static Optional<String> notReady(AgentProcess process, ApiCluster cluster) {
        if (!cluster.isSynced()) {
            return Optional.of("pods and Node are not known yet: " + cluster.feeds());
        }
        return process.hasObserved() ? Optional.empty() : Optional.of("nothing has been observed yet");
    }

    private ApiAccess access() {
        AgentConfig.ClusterSettings cluster = config.cluster();
        return new ApiAccess(cluster.apiServer(), existing(cluster.tokenFile()), existing(cluster.caFile()));
    }

    private static Optional<Path> existing(String file) {
        return Optional.of(Path.of(file)).filter(Files::isRegularFile);
    }

    private AgentLoop.Actuators actuators(
            KernelActuator kernel, CgroupFs cgroups, AgentLoop.Cookies cookies, ApiCluster cluster, Door door) {
        return new AgentLoop.Actuators(
                kernel,
                new DryRun(),
                new Restore(cgroups, kernel),
                cookies,
                new Evictor(cluster.evictions(), config.acting().evictionsPerMinute(), System.nanoTime()),
                door);
    }

    /** Enforcing needs the directory; a node that is only observed does not. */
    private StateStore store() throws IOException {
        try {
            return DirectoryStateStore.open(Path.of(config.paths().stateDir()));
        } catch (IOException e) {
            if (config.mode() == Mode.ENFORCE) {
                throw e;
            }
            log.warn("Keeps no state, so nothing can be enforced: {}", e.getMessage());
            return new MemoryStateStore(String.valueOf(e.getMessage()));
        }
    }

    /** The boot; without it, inodes of an earlier boot could be taken for those of now. */
    static String bootId(KernelFiles files, String procRoot) throws IOException {
        String path = procRoot + "/sys/kernel/random/boot_id";
        return files.text(path).toOptional().orElseThrow(() -> new IOException("cannot read " + path));
    }
}
