package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.Dscp;
import io.sublet.model.slo.DscpRule;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SloExtensionsDocumentTest {
    private static SloExtensions parse(String own) {
        return switch (SloExtensionsDocument.parse(
                Json.parseObject("{\"extensions\":{\"Object\":{},\"sublet\":" + own + "}}"))) {
            case Parsed.Valid<SloExtensions>(SloExtensions extensions) -> extensions;
            case Parsed.Invalid<SloExtensions>(String why) -> throw new AssertionError(why);
            case Parsed.Absent<SloExtensions>() -> throw new AssertionError("absent");
        };
    }

    private static SloExtensions again(SloExtensions extensions) {
        String text = Json.write(Map.of("extensions", SloExtensionsDocument.render(extensions)));
        return SloExtensionsDocument.parse(Json.parseObject(text)).valid().orElseThrow();
    }

    @Test
    void leavesTheSharedDocumentAsItIsWithoutRules() {
        assertThat(Json.write(SloExtensionsDocument.render(SloExtensions.NONE))).isEqualTo("{\"Object\":{}}");
        assertThat(SloExtensionsDocument.parse(JsonObject.EMPTY).valid()).contains(SloExtensions.NONE);
        assertThat(SloExtensionsDocument.parse(Json.parseObject("{\"extensions\":{\"Object\":{\"x\":1}}}"))
                        .valid())
                .contains(SloExtensions.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"a\",\"metric\":\"nodeMemoryUsagePercent\",\"value\":90,\"action\":\"MarkUnschedulable\"}",
                "{\"name\":\"a\",\"metric\":\"tierCpuUsagePercent\",\"tier\":\"batch\",\"value\":12.5,\"forSeconds\":0,\"action\":\"Throttle\",\"throttle\":{\"stepPercent\":5,\"minimumPercent\":0},\"restore\":{\"value\":10}}",
                "{\"name\":\"a\",\"metric\":\"podCyclesPerInstruction\",\"podSelector\":{\"qosClasses\":[\"LS\"],\"priorityRange\":{\"min\":9000}},\"value\":3,\"action\":\"Evict\",\"evict\":{\"gracePeriodSeconds\":7},\"dryRun\":true}",
                "{\"name\":\"a\",\"prometheusQuery\":\"sum(x{node=\\\"$node\\\"})\",\"comparison\":\"Below\",\"value\":-1,\"restore\":{\"value\":5,\"forSeconds\":9},\"action\":\"Evict\",\"coolDownSeconds\":0}",
                "{\"name\":\"a\",\"podEndpoint\":{\"port\":8080,\"metric\":\"queue_length\"},\"podSelector\":{\"labelSelector\":{\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"Exists\"}]},\"namespaces\":[]},\"value\":100,\"action\":\"Throttle\"}",
            })
    void keepsEveryPartOfAWatermarkRule(String rule) {
        SloExtensions extensions = parse("{\"watermarks\":[" + rule + "]}");

        assertThat(extensions.watermarks()).hasSize(1);
        assertThat(again(extensions)).isEqualTo(extensions);
    }

    @ParameterizedTest
    @CsvSource({"90, 90", "90.0, 90", "9e1, 90", "0.12345678901234567890, 0.12345678901234568", "1e-999999999, 0"})
    void keepsOfANumberWhatTheApiServerKeeps(String written, String kept) {
        WatermarkRule rule = parse("{\"watermarks\":[{\"name\":\"a\",\"metric\":\"nodeCpuUsagePercent\",\"value\":"
                        + written + ",\"action\":\"Evict\"}]}")
                .watermarks()
                .getFirst();

        assertThat(rule.trigger().value()).isEqualTo(new BigDecimal(kept));
    }

    @Test
    void givesWhatARuleDoesNotSayItsDefault() {
        WatermarkRule rule = parse(
                        "{\"watermarks\":[{\"name\":\"a\",\"metric\":\"nodeCpuUsagePercent\",\"value\":80,\"forSeconds\":10,\"action\":\"Throttle\"}]}")
                .watermarks()
                .getFirst();

        assertThat(rule.restore()).isEqualTo(rule.trigger());
        assertThat(rule.coolDown()).hasMinutes(5);
        assertThat(rule.response()).isEqualTo(new WatermarkRule.Response.Throttle(new Percent(20), new Percent(10)));
        assertThat(rule.dryRun()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"metric\":\"load\",\"value\":1,\"action\":\"Evict\"} | metric must be one of nodeCpuUsagePercent",
                "{\"metric\":\"nodeCpuUsagePercent\",\"value\":101,\"action\":\"Evict\"} | value must be in 0..100,"
                        + " was 101",
                "{\"metric\":\"nodeCpuUsagePercent\",\"value\":1e999999999,\"action\":\"Evict\"} | value must be in"
                        + " 0..100, was 1E+999999999",
                "{\"metric\":\"nodeMemoryUsageBytes\",\"value\":-1,\"action\":\"Evict\"} | value must be in"
                        + " 0..1000000000000000000, was -1",
                "{\"metric\":\"nodeCpuUsagePercent\",\"action\":\"Evict\"} | value must be a number, was absent",
                "{\"metric\":\"tierCpuUsagePercent\",\"value\":1,\"action\":\"Evict\"} | tier must not be empty",
                "{\"metric\":\"nodeCpuUsagePercent\",\"value\":80,\"restore\":{\"value\":90},\"action\":\"Evict\"} |"
                        + " restore.value must be on the good side of 80, was 90",
                "{\"metric\":\"nodeCpuUsagePercent\",\"value\":80,\"action\":\"Kill\"} | action must be"
                        + " MarkUnschedulable, Throttle or Evict, was 'Kill'",
                "{\"metric\":\"nodeCpuUsagePercent\",\"prometheusQuery\":\"x\",\"value\":80,\"action\":\"Evict\"} |"
                        + " must have exactly one of",
                "{\"podEndpoint\":{\"port\":0,\"metric\":\"x\"},\"value\":80,\"action\":\"Evict\"} | podEndpoint.port"
                        + " must be in 1..65535, was 0",
            })
    void refusesWhatCannotBeUsed(String rule, String expected) {
        Parsed<SloExtensions> parsed = SloExtensionsDocument.parse(Json.parseObject(
                "{\"extensions\":{\"sublet\":{\"watermarks\":[{\"name\":\"a\"," + rule.substring(1) + "]}}}"));

        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid -> assertThat(String.valueOf(invalid.why())).contains(expected));
    }

    @Test
    void keepsEveryPartOfAPodQosRule() {
        PodQosRule full = new PodQosRule(
                "reports",
                new PodSelector(
                        new LabelSelector(
                                Map.of("app", "reports"),
                                List.of(new LabelSelector.Expression(
                                        "tier", LabelSelector.Operator.NOT_IN, List.of("a", "b")))),
                        Optional.of(Set.of("x", "y")),
                        OptionalInt.of(-5),
                        OptionalInt.of(5999),
                        Set.of(QosClass.BE, QosClass.LS)),
                Optional.of(Set.of(AvoidanceAction.THROTTLE)),
                50,
                new PodQosRule.Cpu(OptionalInt.of(20), Optional.of(false), Optional.of(new Percent(0))),
                new PodQosRule.Memory(
                        Optional.of(new Percent(1)),
                        Optional.of(new Percent(2)),
                        Optional.of(new Percent(0)),
                        Optional.of(true)));
        PodQosRule least = new PodQosRule(
                "all", PodSelector.EVERY_POD, Optional.empty(), 0, PodQosRule.Cpu.NONE, PodQosRule.Memory.NONE);
        PodQosRule nothingAllowed = new PodQosRule(
                "none", PodSelector.EVERY_POD, Optional.of(Set.of()), 0, PodQosRule.Cpu.NONE, PodQosRule.Memory.NONE);
        SloExtensions extensions =
                new SloExtensions(List.of(full, least, nothingAllowed), List.of()).withIdleCores(OptionalInt.of(2));

        assertThat(again(extensions)).isEqualTo(extensions);
    }

    @Test
    void anUnknownActionPermitsNothing() {
        assertThat(parse("{\"podQos\":[{\"name\":\"a\",\"allowedActions\":[\"Checkpoint\"]}]}")
                        .podQos()
                        .getFirst()
                        .allowedActions())
                .contains(Set.of());
    }

    @Test
    void colocationIsSwitchedOffByOneWord() {
        SloExtensions off = SloExtensions.NONE.switched(true);

        Map<String, Object> rendered = Map.of("extensions", SloExtensionsDocument.render(off));

        assertThat(Json.write(rendered)).contains("\"sublet\":{\"colocation\":\"disabled\"}");
        assertThat(SloExtensionsDocument.parse(Json.parseObject(Json.write(rendered))))
                .isEqualTo(new Parsed.Valid<>(off));
        assertThat(SloExtensionsDocument.parse(
                        Json.parseObject("{\"extensions\":{\"sublet\":{\"colocation\":\"off\"}}}")))
                .isEqualTo(new Parsed.Invalid<>("extensions.sublet.colocation is unknown: off"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"enable\":true}",
                "{\"enable\":true,\"windowSeconds\":60,\"deviations\":2.5,\"outlierWindows\":4,\"ofWindows\":6,\"correlation\":0.4,\"learnMinutes\":5,\"severestAction\":\"Evict\",\"throttlePercent\":90,\"holdSeconds\":30,\"restSeconds\":60,\"leastCachePercent\":20,\"leastBandwidthPercent\":30,\"cacheReturnSeconds\":10}",
            })
    void keepsEveryPartOfTheSearchForAntagonists(String rule) {
        SloExtensions extensions = parse("{\"interference\":" + rule + "}");

        assertThat(extensions.interference().enabled()).isTrue();
        assertThat(again(extensions)).isEqualTo(extensions);
    }

    @Test
    void keepsWhenMemoryIsSaturatedWithoutTheSearchForAntagonists() {
        SloExtensions extensions = parse("{\"interference\":{\"bandwidthEnable\":true,\"memoryBandwidthMBps\":38400,"
                + "\"bandwidthThresholdPercent\":90,\"bandwidthSharePercent\":1,\"bandwidthReadings\":20}}");

        assertThat(extensions.interference().enabled()).isFalse();
        assertThat(extensions.interference().bandwidth())
                .isEqualTo(new InterferenceRule.Bandwidth(
                        true, Optional.of(new Bytes(38_400_000_000L)), new Percent(90), new Percent(1), 20));
        assertThat(again(extensions)).isEqualTo(extensions);
    }

    /** What nobody has said is not nothing. */
    @Test
    void takesNoBandwidthForGiven() {
        SloExtensions extensions = parse("{\"interference\":{\"bandwidthEnable\":true}}");

        assertThat(extensions.interference().bandwidth().movable()).isEmpty();
        assertThat(again(extensions)).isEqualTo(extensions);
        assertThat(InterferenceRule.DEFAULT.bandwidth().enabled()).isFalse();
    }

    @Test
    void keepsWhatIsDoneAboutPressure() {
        SloExtensions extensions =
                parse("{\"pressure\":{\"closeSeconds\":0,\"diskEnable\":true,\"diskThresholdPercent\":70,"
                        + "\"inodeThresholdPercent\":3,\"inodeLowerPercent\":1}}");

        assertThat(extensions.pressure())
                .isEqualTo(new PressureRule(
                        Duration.ZERO,
                        true,
                        new Band(new Percent(70), new Percent(65)),
                        new Band(new Percent(3), new Percent(1))));
        assertThat(again(extensions)).isEqualTo(extensions);
        assertThat(parse("{\"pressure\":{\"diskThresholdPercent\":2}}")
                        .pressure()
                        .space()
                        .lower())
                .isEqualTo(new Percent(0));
    }

    @Test
    void letsNoPodLeaveForADiskUnlessItIsSaid() {
        assertThat(parse("{\"pressure\":{}}").pressure()).isEqualTo(PressureRule.DEFAULT);
        assertThat(PressureRule.DEFAULT.disk()).isFalse();
    }

    @Test
    void keepsHowPacketsAreMarked() {
        SloExtensions extensions = parse("{\"dscp\":{\"prod\":\"EF\",\"mid\":0,\"batch\":63,\"free\":\"\"}}");

        assertThat(extensions.dscp())
                .isEqualTo(new DscpRule(Map.of(
                        PriorityClass.PROD,
                        new Dscp(46),
                        PriorityClass.MID,
                        new Dscp(0),
                        PriorityClass.BATCH,
                        new Dscp(63))));
        assertThat(again(extensions)).isEqualTo(extensions);
        assertThat(parse("{\"dscp\":{}}")).isEqualTo(SloExtensions.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prod\":64} | prod must be in 0..63, was 64",
                "{\"mid\":-1} | mid must be in 0..63, was -1",
                "{\"batch\":\"AF44\"} | batch must be in 0..63 or a name such as EF, AF11 or CS1, was AF44",
                "{\"batch\":\"46\"} | batch must be in 0..63 or a name such as EF, AF11 or CS1, was 46",
            })
    void refusesAMarkThatDoesNotFit(String rule, String why) {
        assertThat(SloExtensionsDocument.parse(
                        Json.parseObject("{\"extensions\":{\"sublet\":{\"dscp\":" + rule + "}}}")))
                .isEqualTo(new Parsed.Invalid<>("extensions.sublet.dscp." + why));
    }

    @ParameterizedTest
    @CsvSource({"CS0, 0", "CS1, 8", "CS7, 56", "AF11, 10", "AF23, 22", "AF43, 38", "EF, 46", "LE, 1"})
    void knowsTheNamesOfMarks(String name, int value) {
        assertThat(Dscp.ofName(name)).contains(new Dscp(value));
    }

    @Test
    void doesNotLookForAntagonistsUnlessItIsSaid() {
        assertThat(parse("{\"interference\":{}}").interference()).isEqualTo(InterferenceRule.DEFAULT);
        assertThat(InterferenceRule.DEFAULT.enabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"a\",\"podEndpoint\":{\"port\":80,\"metric\":\"p99\"},\"limit\":0.02}",
                "{\"name\":\"a\",\"prometheusQuery\":\"p99{node=\\\"$node\\\"}\",\"podSelector\":{\"labelSelector\":{\"matchLabels\":{\"app\":\"web\"}}},\"limit\":20,\"periodSeconds\":20,\"decreasePercent\":50,\"increasePercent\":2,\"headroomPercent\":20,\"minimumPercent\":5,\"dryRun\":true}",
            })
    void keepsEveryPartOfALatencyTarget(String target) {
        SloExtensions extensions = parse("{\"latencyTargets\":[" + target + "]}");

        assertThat(extensions.latencyTargets()).hasSize(1);
        assertThat(again(extensions)).isEqualTo(extensions);
    }
}
