package io.sublet.agent.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.signal.Band;
import io.sublet.agent.observe.signal.Signal;
import io.sublet.agent.observe.signal.SignalKind;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Detection;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.SloExtensions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaselinesTest {
    private static final InterferenceRule RULE = new InterferenceRule(true, Detection.DEFAULT, Response.DEFAULT);

    private final FakeStore store = new FakeStore();
    private Baselines baselines = new Baselines(store);
    private long window;
    private int second;

    private Reading<Band> band(Reading<Double> level) {
        window++;
        second += 30;
        Observation seen = Seen.onCpus(4)
                .at(Duration.ofSeconds(second))
                .pod(QosClass.LS, KubeQos.BURSTABLE, 100)
                .extensions(SloExtensions.NONE.with(RULE))
                .signals(new Signals(window, Map.of("pod-0", Map.of(SignalKind.CPU_WAIT, new Signal(level))), Map.of()))
                .build();
        Signals judged = baselines.judge(seen).signals();
        assertThat(baselines.judge(seen).signals()).isEqualTo(judged);
        return judged.online()
                .getOrDefault("pod-0", Map.of())
                .getOrDefault(SignalKind.CPU_WAIT, new Signal(level))
                .band();
    }

    private Band learn(int windows, long seed) {
        Random random = new Random(seed);
        Reading<Band> band = Reading.missing("nothing");
        for (int i = 0; i < windows; i++) {
            band = band(Reading.of(10 + random.nextGaussian()));
        }
        return band.toOptional().orElseThrow();
    }

    @Test
    void saysNothingUntilItHasLearnedForLongEnough() {
        for (int i = 0; i < 120; i++) {
            assertThat(band(Reading.of(10.0)).isMissing()).isTrue();
        }
        assertThat(band(Reading.of(10.0))).isEqualTo(Reading.of(new Band(10, 0)));
    }

    @Test
    void learnsTheUsualAndItsDeviationAndIsNotMovedByExtremes() {
        Band before = learn(1000, 1);
        assertThat(before.usual()).isCloseTo(10, within(0.3));
        assertThat(before.deviation()).isCloseTo(1, within(0.15));
        for (int i = 0; i < 5; i++) {
            band(Reading.of(90.0));
        }
        Band after = learn(1, 2);
        assertThat(after.usual()).isCloseTo(before.usual(), within(0.3));
        assertThat(after.deviation()).isCloseTo(before.deviation(), within(0.3));
    }

    @Test
    void learnsNothingFromWhatIsMissing() {
        learn(200, 1);
        for (int i = 0; i < 100; i++) {
            band(Reading.missing("test"));
        }
        assertThat(learn(1, 2).usual()).isCloseTo(10, within(0.5));
    }

    @Test
    void tellsHoursApart() {
        for (int day = 0; day < 3; day++) {
            for (int i = 0; i < 2880; i++) {
                band(Reading.of(i < 120 ? 40.0 : 5.0));
            }
        }
        assertThat(band(Reading.of(40.0)).toOptional().orElseThrow().usual()).isCloseTo(40, within(3.0));
        window += 120;
        second += 3600;
        assertThat(band(Reading.of(5.0)).toOptional().orElseThrow().usual()).isCloseTo(5, within(3.0));
    }

    @Test
    void goesOnWithWhatIsStoredAndLeavesOutWhatCannotBeRead() {
        Band before = learn(400, 1);
        store.append(
                "baselines.jsonl",
                List.of("{\"of\":\"x\",\"updated\":\"1970-01-01T00:00:00Z\",\"cells\":[\"a\"]}", "nonsense"),
                false);
        baselines = new Baselines(store);

        Reading<Band> after = band(Reading.of(10.0));

        assertThat(after.toOptional().orElseThrow().usual()).isCloseTo(before.usual(), within(0.2));
    }
}
