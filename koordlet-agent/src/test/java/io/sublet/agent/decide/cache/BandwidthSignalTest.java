package io.sublet.agent.decide.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.cache.BandwidthSignal.Memory;
import io.sublet.agent.decide.cache.BandwidthSignal.Outcome;
import io.sublet.agent.decide.interference.Squeeze;
import io.sublet.agent.decide.protect.Protection;
import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.group.Beats;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.agent.observe.node.NodeDetailReader;
import io.sublet.agent.observe.resource.Resources;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.ReasonCode;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SloExtensions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memories that move 10,000 MB/s; saturated from 80 %, of which best effort moves a fifth or more, in three readings. */
class BandwidthSignalTest {
    private static final Machine NOTHING_ELSE =
            new Machine(Reading.missing("test"), List.of(), Reading.missing("test"));

    private Memory memory = Memory.NOTHING;
    private long number;

    private Outcome next(Seen seen) {
        Outcome outcome = BandwidthSignal.decide(seen.build(), memory);
        memory = outcome.memory();
        return outcome;
    }

    private Outcome next(String reading) {
        return next(seen(reading));
    }

    private Seen seen(String reading) {
        number++;
        return BandwidthCases.node(number, BandwidthCases.readings(number, reading));
    }

    private static ReasonCode code(Outcome outcome) {
        assertThat(outcome.verdict()).isInstanceOf(Verdict.Hold.class);
        return outcome.verdict().reason().code();
    }

    private static List<String> expanded(String text) {
        List<String> all = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            String[] parts = word.split("x", -1);
            all.addAll(Collections.nCopies(parts.length > 1 ? Integer.parseInt(parts[1]) : 1, parts[0]));
        }
        return all;
    }

    /** Best effort + others in percent of what a memory moves, by domain; ten seconds apart. A step is given back after a minute. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "narrowed in the third reading, and again after three | 40+45x12 | 0x2 1x3 2x3 3x3 4",
                "at most six times | 40+45x30 | 0x2 1x3 2x3 3x3 4x3 5x3 6x13",
                "at the threshold | 20+60x3 | 0x2 1",
                "below the threshold | 20+59x9 | 0x9",
                "best effort has just its share of it | 16+64x3 | 0x2 1",
                "saturated by online pods alone | 15+65x9 | 0x9",
                "nobody beside best effort | 95+0x9 | 0x9",
                "not for long enough | 40+45x2 40+30 40+45x2 40+30 | 0x6",
                "the worst of two domains | 10+10,40+45x3 | 0x2 1",
                "each domain counts on its own | 10+10,40+45x2 40+45,10+10x2 10+10,40+45x2 | 0x6",
                "a reading that is missing is counted anew after | 40+45x2 ? 40+45x3 | 0x5 1",
                "another domain is not known | ?,40+45x3 | 0x2 1",
                "given back a minute later | 40+45x3 19+40x13 | 0x2 1x6 0x8",
                "one step after the other | 40+45x6 19+40x12 | 0x2 1x3 2x6 1x6 0",
                "room for what there is, not for twice as much | 40+45x3 20+40x20 | 0x2 1x21",
                "room too short | 40+45x3 20+40x5 19+40x3 | 0x2 1x8 0",
                "room with an interruption | 40+45x3 19+40x5 20+40 19+40x3 | 0x2 1x9 0",
                "never given back while a domain is not known | 40+45,1+1x3 1+1,?x30 | 0x2 1x31",
                "nor while nothing is known | 40+45x3 ?x30 | 0x2 1x31",
                "nor at once after | 40+45x3 ?x30 19+40x3 | 0x2 1x33 0",
                "held while online pods alone keep it saturated | 40+45x3 5+90x30 | 0x2 1x31",
            })
    void narrowsFastAndGivesBackSlowly(String name, String readings, String steps) {
        List<String> found = new ArrayList<>();
        for (String reading : expanded(readings)) {
            next(reading);
            found.add(Integer.toString(memory.squeeze().steps()));
        }

        assertThat(found).isEqualTo(expanded(steps));
    }

    @Test
    void saysWhatItDoesWithNumbers() {
        assertThat(code(next("?"))).isEqualTo(BandwidthReason.BandwidthUnknown);
        assertThat(code(next("10+10"))).isEqualTo(BandwidthReason.BandwidthEnough);
        next("10+10,40+45");
        next("?,40+45");
        Outcome narrowed = next("?,40+45");

        assertThat(code(narrowed)).isEqualTo(BandwidthReason.BandwidthNarrowed);
        assertThat(narrowed.verdict().reason().facts())
                .containsEntry("domains", List.of("01: 8500 of 10000 MB/s, best effort 47 %"))
                .containsEntry("unknown", List.of("00: Unavailable"))
                .containsEntry("saturatedDomains", 1L)
                .containsEntry("steps", 1);
        for (int i = 0; i < 5; i++) {
            assertThat(code(next("1+1"))).isEqualTo(BandwidthReason.BandwidthHeld);
        }
        assertThat(code(next("1+1"))).isEqualTo(BandwidthReason.BandwidthReturned);
        assertThat(code(next("1+1"))).isEqualTo(BandwidthReason.BandwidthEnough);
    }

    @Test
    void countsAReadingOnce() {
        next("40+45");
        next("40+45");
        for (int second = 0; second < 9; second++) {
            next(BandwidthCases.node(number, BandwidthCases.readings(number, "40+45"))
                    .at(Duration.ofSeconds(number * 10 + second)));
        }
        assertThat(memory.squeeze()).isEqualTo(Squeeze.NONE);
        next("40+45");
        assertThat(memory.squeeze().steps()).isEqualTo(1);
    }

    @Test
    void onlySaysWhatTheSeverestMeasureForbids() {
        for (int i = 0; i < 9; i++) {
            Outcome outcome = next(seen("40+45").extensions(BandwidthCases.rule(10_000, Severity.THROTTLE)));
            assertThat(code(outcome))
                    .isEqualTo(i < 2 ? BandwidthReason.BandwidthEnough : BandwidthReason.BandwidthSaid);
        }
        assertThat(memory.squeeze()).isEqualTo(Squeeze.NONE);
    }

    /** A batch pod's own group, by its annotation, is best effort too. */
    @Test
    void theGroupOfABatchPodCountsAsBestEffort() {
        for (int i = 0; i < 3; i++) {
            number++;
            next(BandwidthCases.node(
                    number,
                    new CacheReadings(
                            number,
                            List.of(
                                    BandwidthCases.moved("", "00", 45),
                                    BandwidthCases.moved("koordlet-batch", "00", 40)))));
        }
        assertThat(memory.squeeze().steps()).isEqualTo(1);
    }

    @Test
    void withoutAnOnlinePodNobodyIsHelpedAndAllIsGivenBack() {
        for (int i = 0; i < 3; i++) {
            next("40+45");
        }
        for (int i = 0; i < 6; i++) {
            assertThat(memory.squeeze().steps()).isEqualTo(1);
            next(seen("40+45").withoutPods());
        }
        assertThat(memory.squeeze().steps()).isZero();
    }

    @Test
    void whatCannotBeKnownChangesNothing() {
        for (int i = 0; i < 3; i++) {
            next("40+45");
        }
        Squeeze before = memory.squeeze();
        Seen unmounted = seen("1+1").resources(Resources.missing("resctrl is not mounted"));
        Seen unread =
                BandwidthCases.node(number, new CacheReadings(1, List.of())).caches(Reading.missing("mon_data"));
        for (int i = 0; i < 30; i++) {
            assertThat(code(next(seen("1+1").podsUnknown()))).isEqualTo(BandwidthReason.PodsUnknown);
            assertThat(code(next(unread))).isEqualTo(BandwidthReason.BandwidthNotMeasured);
            assertThat(code(next(unmounted))).isEqualTo(BandwidthReason.BandwidthNotDivided);
            assertThat(memory.squeeze()).isEqualTo(before);
        }
    }

    @Test
    void doesNothingUnlessItIsAskedForGivenAndPossible() {
        memory = new Memory(3, Map.of(), 0, new Squeeze(2, 3, Duration.ZERO));
        Memory narrowed = memory;
        assertThat(code(next(seen("40+45").extensions(SloExtensions.NONE)))).isEqualTo(BandwidthReason.NotAsked);
        assertThat(memory).isEqualTo(Memory.NOTHING);
        memory = narrowed;
        assertThat(code(next(seen("40+45").extensions(BandwidthCases.rule(Optional.empty(), Severity.CACHE)))))
                .isEqualTo(BandwidthReason.BandwidthNotGiven);
        assertThat(memory).isEqualTo(Memory.NOTHING);
        assertThat(code(next(seen("40+45").qos(ResourceQos.DEFAULT)))).isEqualTo(BandwidthReason.BandwidthNotDivided);
        assertThat(code(next(seen("40+45").resources(BandwidthCases.resources(Optional.empty())))))
                .isEqualTo(BandwidthReason.BandwidthNotDivided);
        assertThat(memory).isEqualTo(Memory.NOTHING);
    }

    /** From the files, with what a counter says instead of a number, and with one that goes back. */
    @Test
    void goesByWhatResctrlCounts() {
        FakeKernel kernel = new FakeKernel();
        NodeDetailReader reader = new NodeDetailReader(kernel, "/proc", "/sys");
        List<String> batch = List.of("0", "40000", "80000", "120000", "160000", "1", "40001", "Unavailable", "80001");
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            counted(kernel, "", Long.toString(45_000_000_000L * i));
            counted(kernel, "/BE", batch.get(i).matches("[0-9]+") ? batch.get(i) + "000000" : batch.get(i));
            long second = 3 + 10L * i;
            var caches = reader.read(
                            NOTHING_ELSE,
                            Beats.at(second),
                            Reading.missing("test"),
                            Reading.missing("test"),
                            AsciiText.of(""))
                    .caches();
            next(BandwidthCases.node(second / 10, new CacheReadings(0, List.of()))
                    .caches(caches));
            steps.add(memory.squeeze().steps());
        }

        assertThat(steps).containsExactly(0, 0, 0, 1, 1, 1, 1, 1, 1);
    }

    /** Through the policy that has both signals, to the line that is written. */
    @Test
    void theGroupOfBestEffortGetsLess() {
        Protection protection = new Protection(Duration.ofSeconds(30));
        Protection.Memory both = protection.start();
        List<Action> actions = List.of();
        for (int i = 0; i < 3; i++) {
            assertThat(actions).isEmpty();
            var page = protection.decide(
                    seen("40+45").resources(BandwidthCases.divided()).build(), both);
            both = page.memory();
            actions = page.verdicts().stream()
                    .filter(verdict -> verdict.policy().equals(CachePartition.NAME))
                    .flatMap(verdict -> verdict instanceof Verdict.Act act ? act.actions().stream() : Stream.empty())
                    .toList();
        }

        assertThat(actions).singleElement().isInstanceOfSatisfying(Action.SetKnob.class, action -> {
            assertThat(action.key()).isEqualTo(new KnobKey(new CgroupPath("BE"), Knob.RESCTRL_SCHEMATA));
            assertThat(action.wanted()).isEqualTo(new KnobValue.Text("MB:0=50;1=50"));
        });
    }

    private static void counted(FakeKernel kernel, String group, String count) {
        kernel.put("/sys/fs/resctrl" + group + "/mon_data/mon_L3_00/mbm_total_bytes", count);
    }
}
