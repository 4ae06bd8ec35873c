package io.sublet.agent.decide.burst;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodRequests;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How busy the CPUs are that online pods share. */
enum PoolState {
    /** Quotas may be raised. */
    IDLE,
    /** Near the threshold: nothing is raised. */
    COOLING,
    /** Over the threshold: what was raised goes down. */
    OVERLOAD,
    /** Nothing is raised. */
    UNKNOWN;

    private static final double COOLING_SHARE = 0.9;

    /** For so long usage is averaged. */
    private static final Duration WINDOW = Duration.ofSeconds(5);

    /**
     * What was used of the shared CPUs at one time.
     *
     * @param at since boot
     * @param ratio 1 for all of them
     */
    record Sample(Duration at, double ratio) {}

    /** The state by the average of some samples. */
    static PoolState of(List<Sample> samples, Percent threshold) {
        OptionalDouble average = samples.stream().mapToDouble(Sample::ratio).average();
        if (average.isEmpty()) {
            return UNKNOWN;
        }
        double limit = threshold.value() / 100.0;
        if (average.getAsDouble() >= limit) {
            return OVERLOAD;
        }
        return average.getAsDouble() >= limit * COOLING_SHARE ? COOLING : IDLE;
    }

    /** The samples of the last seconds with the one of now; none while the usage is missing. */
    static List<Sample> with(List<Sample> before, Observation seen, NodeView node, List<PodObservation> pods) {
        if (!(seen.used().cpu() instanceof Reading.Value<MilliCpu>(MilliCpu used))) {
            return List.of();
        }
        Duration now = seen.moment().sinceBoot();
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : before) {
            Duration age = now.minus(sample.at);
            if (age.compareTo(WINDOW) < 0 && !age.isNegative()) {
                samples.add(sample);
            }
        }
        samples.add(new Sample(now, ratio(used, node, pods)));
        return List.copyOf(samples);
    }

    /** What the node uses beside best effort and pods with CPUs of their own, of the CPUs that those have not asked for. */
    private static double ratio(MilliCpu used, NodeView node, List<PodObservation> pods) {
        MilliCpu total = node.capacity().cpu();
        MilliCpu shared = used;
        for (PodObservation pod : pods) {
            boolean own = pod.pod().qos() == QosClass.LSE || pod.pod().qos() == QosClass.LSR;
            if (own) {
                total = total.minus(PodRequests.of(pod.pod()).cpu());
            }
            if (own || pod.pod().isBestEffort()) {
                shared = shared.minus(pod.usage().cpu().toOptional().orElse(MilliCpu.ZERO));
            }
        }
        return total.value() <= 0 ? 1 : (double) shared.atLeastZero().value() / total.value();
    }
}
