package io.sublet.agent.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.signal.Band;
import io.sublet.agent.observe.signal.BatchUse;
import io.sublet.agent.observe.signal.Signal;
import io.sublet.agent.observe.signal.SignalKind;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.agent.replay.ObservationLog.Keep;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplayTest {
    @Test
    void readsAnObservationAsItWasWritten() throws ReflectiveOperationException {
        for (Observation seen : List.of(
                busy(0),
                Seen.onCpus(4)
                        .podsUnknown()
                        .usageMissingFor(Duration.ofSeconds(3))
                        .build())) {
            Observation read = ObservationLine.parse(ObservationLine.render(seen));
            // A topology is known by its CPUs alone.
            assertThat(read.machine().topology().map(CpuTopology::cpus))
                    .isEqualTo(seen.machine().topology().map(CpuTopology::cpus));
            for (RecordComponent part : Observation.class.getRecordComponents()) {
                if (!part.getName().equals("machine")) {
                    assertThat(part.getAccessor().invoke(read))
                            .as(part.getName())
                            .isEqualTo(part.getAccessor().invoke(seen));
                }
            }
        }
    }

    @Test
    void isCompact() {
        assertThat(ObservationLine.render(busy(0)).length()).isLessThan(6000);
    }

    @Test
    void saysThatAnotherVersionHasWrittenALine() {
        String line = ObservationLine.render(busy(0)).replaceFirst("\"schema\":\"[0-9a-f]+\"", "\"schema\":\"0\"");
        assertThatThrownBy(() -> ObservationLine.parse(line))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("written by another version of the agent");
        assertThatThrownBy(() -> ObservationLine.parse("{}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> ObservationLine.parse(
                        ObservationLine.render(busy(0)).replace("\"seen\":\"", "\"seen\":\"AAAA")))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void decidesAsRecordedAndUnderAnotherPolicy() {
        assertThat(replayed(Optional.empty()))
                .containsExactly(
                        "1970-01-01T00:00:00Z suppress acts: OnlineUsage: Best effort gets what online services leave below the"
                                + " threshold. target=2200m capacity=8000m nodeUsed=3000m online=3000m system=0m quota=220000us hadQuota=unlimited period=100000us",
                        "    /kubepods/besteffort CPU_QUOTA = 220000us",
                        "3 observations",
                        "  suppress: acts OnlineUsage 3");
        assertThat(replayed(Optional.of("""
                # as kubectl prints it
                apiVersion: slo.koordinator.sh/v1alpha1
                kind: NodeSLO
                metadata:
                  name: "node-1"
                spec:
                  resourceUsedThresholdWithBE:
                    enable: true
                    cpuSuppressThresholdPercent: 90
                    cpuSuppressPolicy: cfsQuota
                  hostApplications: []
                """))).last().isEqualTo("  suppress: acts OnlineUsage 3");
        assertThat(replayed(Optional.of("{\"spec\":{\"resourceUsedThresholdWithBE\":{\"enable\":false}}}")))
                .containsExactly(
                        "1970-01-01T00:00:00Z suppress holds: NotEnabled: Suppression is off and nothing is held.",
                        "3 observations, under the other NodeSLO",
                        "  suppress: holds NotEnabled 3");
    }

    private static List<String> replayed(Optional<String> slo) {
        List<String> lines = new ArrayList<>();
        CpuSuppress policy = new CpuSuppress(Duration.ofSeconds(10));
        Replay replay = new Replay(seen -> List.of(policy.decide(seen)), slo.map(SloFile::parse), lines::add);
        IntStream.range(0, 3)
                .mapToObj(second -> ObservationLine.parse(ObservationLine.render(busy(second))))
                .forEach(replay::add);
        replay.summarize();
        return lines;
    }

    private static Observation busy(int second) {
        return Seen.onCpus(8)
                .at(Duration.ofSeconds(second))
                .used(3000)
                .rule(new CpuSuppressRule(
                        true, new Percent(65), Optional.of(new Percent(5)), CpuSuppressRule.Policy.CFS_QUOTA))
                .pod(QosClass.LS, KubeQos.BURSTABLE, 3000)
                .tierCpus(CpuSet.of(0, 1, 2))
                .signals(new Signals(
                        1,
                        Map.of(
                                "pod-0",
                                Map.of(SignalKind.CPU_WAIT, new Signal(Reading.of(2.5), Reading.of(new Band(2, 0.5))))),
                        Map.of("pod-1", new BatchUse(1000, 0))))
                .build();
    }

    @Test
    void keepsOneObservationAMinuteInWhichSomethingIsDone() {
        FakeStore store = new FakeStore();
        ObservationLog log = new ObservationLog(store, Keep.ACTS);
        for (int second = 0; second < 150; second++) {
            log.add(busy(second), second > 10);
        }
        assertThat(store.read("observations.jsonl")).hasSize(3);
    }

    @Test
    void keepsAnObservationOfWhatWasDoneWhileNoneWasDue() {
        FakeStore store = new FakeStore();
        ObservationLog log = new ObservationLog(store, Keep.ACTS);
        for (int second = 0; second < 150; second++) {
            log.add(busy(second), second == 3);
        }
        assertThat(store.read("observations.jsonl")).hasSize(1);
    }

    @Test
    void keepsAllOfThemWithinBoundsOrNone() {
        FakeStore store = new FakeStore();
        new ObservationLog(store, Keep.NONE).add(busy(0), true);
        assertThat(store.text("observations.jsonl")).isEmpty();
        ObservationLog all = new ObservationLog(store, Keep.ALL);
        for (int second = 0; second < 20; second++) {
            all.add(busy(second), false);
        }
        assertThat(store.read("observations.jsonl")).hasSize(20);
    }

    @Test
    void readsYamlAsKubectlPrintsIt() {
        assertThat(PlainYaml.parse("""
                a: 1
                b:
                - x: "y: z" # not this
                  list: [1, 2]
                - plain # nor this
                -
                  deep:
                    'k''ey': it''s
                c: {}
                empty:
                url: http://h:1/#x
                """)).isEqualTo(Json.parse("""
                        {"a":1,"b":[{"x":"y: z","list":[1,2]},"plain",{"deep":{"k'ey":"it''s"}}],"c":{},"empty":null,
                         "url":"http://h:1/#x"}"""));
        assertThatThrownBy(() -> PlainYaml.parse("a: 1\n  b: 2\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> PlainYaml.parse("a: |\n  b\n"))
                .hasMessageContaining("a form of YAML that is not read here");
        assertThat(PlainYaml.parse("")).isNull();
    }
}
