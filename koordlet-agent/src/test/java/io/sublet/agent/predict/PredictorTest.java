package io.sublet.agent.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.history.UsageHistory;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.pod.Pods;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PredictorTest {
    private static final Duration COLD_START = Duration.ofHours(1);
    private static final Duration STEP = Duration.ofSeconds(20);
    private static final long MIB = 1 << 20;

    private final FakeStore store = new FakeStore();
    private final UsageHistory history = new UsageHistory(STEP);

    private record Running(String name, Instant created, ResourceUsage usage) {}

    private static Running web(ResourceUsage usage) {
        return new Running("web", Instant.EPOCH, usage);
    }

    private static Observation seen(Duration at, List<Running> pods) {
        Seen seen = Seen.onCpus(8).at(at).used(2000);
        for (Running pod : pods) {
            seen.pod(
                    Pods.pod(
                            pod.name(),
                            KubeQos.BURSTABLE,
                            PriorityClass.PROD,
                            pod.created(),
                            Map.of("cpu", "4", "memory", "400Mi"),
                            ""),
                    pod.usage(),
                    GroupObservation.missing("only the usage is known"));
        }
        return seen.build();
    }

    /** Learns for so long; returns the last observation. */
    private Observation learn(Predictor predictor, Duration from, Duration until, List<Running> pods) {
        Observation last = seen(from, pods);
        for (Duration at = from; at.compareTo(until) <= 0; at = at.plus(STEP)) {
            last = seen(at, pods);
            history.add(last);
            predictor.learn(last, history);
        }
        return last;
    }

    private Predictor predictor() {
        return new Predictor(new ModelStore(store), COLD_START);
    }

    private static ResourceUsage reclaimable(Predictor predictor, Observation seen) {
        Reading<CpuMemory> spare = predictor.forecast(seen).map(ProdForecast::reclaimable);
        return new ResourceUsage(spare.map(CpuMemory::cpu), spare.map(CpuMemory::memory));
    }

    private static MilliCpu cpu(ResourceUsage usage) {
        return usage.cpu().toOptional().orElseThrow();
    }

    @Test
    void saysNothingBeforeTheColdStartIsOver() {
        Predictor predictor = predictor();
        Observation last = learn(
                predictor, Duration.ZERO, Duration.ofMinutes(50), List.of(web(ResourceUsage.of(1000, 100 * MIB))));
        assertThat(reclaimable(predictor, last).cpu()).isEqualTo(Reading.missing("too little is known of system"));
    }

    @Test
    void offersWhatIsRequestedAndNotUsed() {
        Predictor predictor = predictor();
        Observation last = learn(
                predictor, Duration.ZERO, Duration.ofMinutes(90), List.of(web(ResourceUsage.of(1000, 100 * MIB))));
        // 4000 requested; the pod's peak of 1000 and the system's of 1000, each up to 5 % higher by its bucket and with
        // a margin of 10 %.
        long offered = cpu(reclaimable(predictor, last)).value();
        assertThat(offered).isBetween(4000 - 2 * 1156L, 4000 - 2 * 1100L);
        assertThat(reclaimable(predictor, last)
                        .memory()
                        .toOptional()
                        .orElseThrow()
                        .value())
                .isBetween((400 - 132) * MIB, (400 - 110) * MIB);
    }

    @Test
    void aPodThatIsYoungerThanTheColdStartGivesNothing() {
        Predictor predictor = predictor();
        Running old = web(ResourceUsage.of(1000, 100 * MIB));
        learn(predictor, Duration.ZERO, Duration.ofMinutes(90), List.of(old));
        Running young = new Running("new", Instant.EPOCH.plus(Duration.ofMinutes(91)), ResourceUsage.of(10, MIB));
        Observation both = learn(predictor, Duration.ofMinutes(91), Duration.ofMinutes(95), List.of(old, young));
        Observation alone = seen(Duration.ofMinutes(95), List.of(old));
        assertThat(cpu(reclaimable(predictor, both)).value()).isLessThanOrEqualTo(4000 - 1100);
        assertThat(cpu(reclaimable(predictor, alone)).value()).isPositive();
    }

    @Test
    void aMinuteWithoutMeasurementTeachesNothing() {
        Predictor predictor = predictor();
        learn(predictor, Duration.ZERO, Duration.ofMinutes(90), List.of(web(ResourceUsage.of(3000, 100 * MIB))));
        long before = cpu(reclaimable(
                        predictor, seen(Duration.ofMinutes(90), List.of(web(ResourceUsage.of(3000, 100 * MIB))))))
                .value();
        Observation blind = learn(
                predictor,
                Duration.ofMinutes(91),
                Duration.ofMinutes(110),
                List.of(web(ResourceUsage.missing("gone"))));
        assertThat(cpu(reclaimable(predictor, blind)).value()).isLessThanOrEqualTo(before);
    }

    @Test
    void goesOnAfterARestart() {
        List<Running> pods = List.of(web(ResourceUsage.of(1000, 100 * MIB)));
        Predictor first = predictor();
        Observation last = learn(first, Duration.ZERO, Duration.ofMinutes(90), pods);
        Predictor second = predictor();
        learn(second, Duration.ofMinutes(91), Duration.ofMinutes(93), pods);
        assertThat(cpu(reclaimable(second, seen(Duration.ofMinutes(93), pods))).value())
                .isCloseTo(cpu(reclaimable(first, last)).value(), org.assertj.core.data.Offset.offset(60L));
    }

    @Test
    void aStoreThatIsLostOrSpoiledMeansAColdStart() {
        List<Running> pods = List.of(web(ResourceUsage.of(1000, 100 * MIB)));
        learn(predictor(), Duration.ZERO, Duration.ofMinutes(90), pods);
        List<String> spoiled = store.read("predictions.jsonl").stream()
                .map(line -> line.replace("\"total\":\"", "\"total\":\"x"))
                .toList();
        store.replace("predictions.jsonl", spoiled);
        Predictor second = predictor();
        Observation seen = learn(second, Duration.ofMinutes(91), Duration.ofMinutes(93), pods);
        assertThat(reclaimable(second, seen).isMissing()).isTrue();
    }

    @Test
    void theFileStaysSmall() {
        List<Running> pods = List.of(web(ResourceUsage.of(1000, 100 * MIB)));
        learn(predictor(), Duration.ZERO, Duration.ofHours(10), pods);
        assertThat(store.read("predictions.jsonl")).hasSizeBetween(8, 3 * 8 + 12);
    }

    @Test
    void aClockThatLeapsMeansAColdStart() {
        Predictor predictor = predictor();
        List<Running> pods = List.of(web(ResourceUsage.of(1000, 100 * MIB)));
        learn(predictor, Duration.ZERO, Duration.ofMinutes(90), pods);
        Observation later =
                learn(predictor, Duration.ofDays(40), Duration.ofDays(40).plusMinutes(2), pods);
        assertThat(reclaimable(predictor, later).isMissing()).isTrue();
    }
}
