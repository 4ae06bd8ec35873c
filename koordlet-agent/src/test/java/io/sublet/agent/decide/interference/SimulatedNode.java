package io.sublet.agent.decide.interference;

import io.sublet.agent.baseline.Baselines;
import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.MemoryStateStore;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.signal.BatchUse;
import io.sublet.agent.observe.signal.Signal;
import io.sublet.agent.observe.signal.SignalKind;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A node whose truth is known, window by window. Online pods wait for CPUs as the time of the day has it, with noise that lasts for some windows and
 * surges of their own; batch pods work and pause by chance. In an episode one batch pod works in bouts and makes one online pod wait, in
 * proportion to the CPU that it is left.
 */
final class SimulatedNode {
    private static final int ONLINE = 4;
    private static final int BATCH = 10;

    /** Before anybody disturbs anybody, so that the usual is known. */
    private static final int QUIET = 240;

    private static final int EPISODE = 40;
    private static final int BETWEEN = 100;

    /** Points of waiting for each CPU that the antagonist uses. */
    private static final double COUPLING = 12;

    /** What became of an episode. */
    static final class Episode {
        final int victim;
        final int antagonist;
        final int began;
        int namedAfter = -1;

        Episode(int victim, int antagonist, int began) {
            this.victim = victim;
            this.antagonist = antagonist;
            this.began = began;
        }
    }

    private final Random random;
    private final InterferenceRule rule;
    private final boolean treatable;
    private final Baselines baselines = new Baselines(new MemoryStateStore("simulated"));
    private final double[] noise = new double[ONLINE];
    private final int[] surge = new int[ONLINE];
    private final boolean[] works = new boolean[BATCH];
    private final double[] appetite = new double[BATCH];
    private final Map<Integer, Double> limits = new HashMap<>();
    private Interference.Memory memory = Interference.Memory.NOTHING;
    private Episode now;

    final List<Episode> episodes = new ArrayList<>();
    final List<String> wrong = new ArrayList<>();
    int right;

    /** @param treatable whether the victim recovers when the antagonist has less */
    @SuppressWarnings("NullAway") // no episode yet
    SimulatedNode(long seed, InterferenceRule rule, boolean treatable) {
        this.random = new Random(seed);
        this.rule = rule;
        this.treatable = treatable;
        for (int i = 0; i < BATCH; i++) {
            appetite[i] = 300 + random.nextInt(1700);
        }
    }

    static InterferenceRule.Detection detection() {
        return InterferenceRule.Detection.DEFAULT;
    }

    /** Lets so many windows of thirty seconds pass. */
    SimulatedNode run(int windows) {
        for (int window = 1; window <= windows; window++) {
            step(window);
        }
        return this;
    }

    private void step(int window) {
        if (window > QUIET && (window - QUIET) % (EPISODE + BETWEEN) == 1) {
            now = new Episode(random.nextInt(ONLINE), random.nextInt(BATCH), window);
            episodes.add(now);
        }
        boolean inEpisode = now != null && window < now.began + EPISODE;
        double[] asked = new double[BATCH];
        double[] used = new double[BATCH];
        for (int i = 0; i < BATCH; i++) {
            works[i] = random.nextDouble() < 0.1 ? !works[i] : works[i];
            // Bouts of eight windows with pauses of three between them.
            boolean busy = (inEpisode && i == now.antagonist) ? (window - now.began) % 11 < 8 : works[i];
            double wants =
                    ((inEpisode && i == now.antagonist) ? 2500 : appetite[i]) * (0.8 + 0.4 * random.nextDouble());
            asked[i] = busy ? wants : 20;
            used[i] = Math.min(asked[i], limits.getOrDefault(i, Double.MAX_VALUE));
        }
        observe(window, levels(window, inEpisode, treatable ? used : asked), used, inEpisode);
    }

    private double[] levels(int window, boolean inEpisode, double[] effect) {
        double[] levels = new double[ONLINE];
        double hour = (window / 120.0) % 24;
        for (int i = 0; i < ONLINE; i++) {
            noise[i] = 0.6 * noise[i] + 0.2 * random.nextGaussian();
            surge[i] = surge[i] > 0 ? surge[i] - 1 : random.nextInt(400) == 0 ? 8 : 0;
            double usual = (3 + 2 * i) * (1 + 0.4 * Math.sin(hour / 24 * 2 * Math.PI));
            levels[i] = usual * Math.exp(noise[i]) * (surge[i] > 0 ? 2.5 : 1);
            if (inEpisode && i == now.victim) {
                levels[i] += COUPLING * effect[now.antagonist] / 1000;
            }
            levels[i] = Math.min(100, levels[i]);
        }
        return levels;
    }

    private void observe(int window, double[] levels, double[] used, boolean inEpisode) {
        Map<String, Map<SignalKind, Signal>> online = new HashMap<>();
        Map<String, BatchUse> batch = new HashMap<>();
        Seen seen = Seen.onCpus(16).at(Duration.ofSeconds(30L * window)).extensions(SloExtensions.NONE.with(rule));
        for (int i = 0; i < ONLINE; i++) {
            online.put("online-" + i, Map.of(SignalKind.CPU_WAIT, new Signal(Reading.of(levels[i]))));
            seen.pod(pod("online-" + i, QosClass.LS));
        }
        for (int i = 0; i < BATCH; i++) {
            batch.put("batch-" + i, new BatchUse(used[i], 0));
            PodView view = pod("batch-" + i, QosClass.BE);
            seen.pod(view, ResourceUsage.of((long) used[i], 0), GroupObservation.missing("simulated"));
            seen.knob(SeenPods.cgroup(view), Knob.CPU_QUOTA, new KnobValue.Quota(CpuQuota.UNLIMITED));
        }
        Observation observed =
                baselines.judge(seen.signals(new Signals(window, online, batch)).build());
        Interference.Outcome outcome = Interference.decide(observed, memory);
        memory = outcome.memory();
        note(outcome.verdict(), window, inEpisode);
    }

    private void note(Verdict verdict, int window, boolean inEpisode) {
        limits.clear();
        if (verdict instanceof Verdict.Act act) {
            for (Action action : act.actions()) {
                if (action instanceof Action.SetQuota set) {
                    String path = set.cgroup().toString();
                    limits.put(
                            Integer.parseInt(path.substring(path.lastIndexOf("batch-") + 6)),
                            set.quota().micros() / 100.0);
                }
            }
        }
        InterferenceReason code = (InterferenceReason) verdict.reason().code();
        if (code == InterferenceReason.InterferenceNamed) {
            String antagonist = String.valueOf(verdict.reason().facts().get("antagonist"));
            String victim = String.valueOf(verdict.reason().facts().get("victim"));
            // What is named right after an episode goes by its windows.
            boolean current = now != null && (inEpisode || window < now.began + EPISODE + 3);
            if (current
                    && antagonist.equals("default/batch-" + now.antagonist)
                    && victim.startsWith("default/online-" + now.victim + " ")) {
                right++;
                now.namedAfter = now.namedAfter < 0 ? window - now.began : now.namedAfter;
            } else {
                wrong.add(window + ": " + victim + " from " + antagonist + " in " + inEpisode);
            }
        }
    }

    static PodView pod(String name, QosClass qos) {
        return new PodView(
                new PodRef("default", name, name),
                name,
                qos == QosClass.BE ? KubeQos.BEST_EFFORT : KubeQos.BURSTABLE,
                qos,
                qos == QosClass.BE ? PriorityClass.BATCH : PriorityClass.PROD,
                true,
                new PodView.Life(Instant.EPOCH, false),
                new PodView.Marks(OptionalInt.empty(), Map.of(Labels.POD_QOS, qos.name(), "app", name), Map.of()),
                CpuSet.EMPTY,
                Map.of(),
                List.<ContainerView>of());
    }
}
