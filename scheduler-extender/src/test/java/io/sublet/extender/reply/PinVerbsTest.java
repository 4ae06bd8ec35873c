package io.sublet.extender.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.extender.bind.ApiPod;
import io.sublet.extender.bind.BindRight;
import io.sublet.extender.bind.Binder;
import io.sublet.extender.bind.PodApi;
import io.sublet.extender.bind.Settler;
import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.pin.Pins;
import io.sublet.extender.rank.ScoreScale;
import io.sublet.model.cpu.AllocateStrategy;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.PinScoring;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinVerbsTest {
    private final PinLedger ledger = new PinLedger((pod, fault, note) -> {});
    private final NoPods api = new NoPods();
    private PinScoring scoring = PinScoring.DEFAULT;
    private final PinVerbs verbs = new PinVerbs(
            ledger,
            new Binder(
                    api,
                    ledger,
                    new AlwaysHeld(),
                    new Settler(api, ledger, Duration.ofSeconds(1), Duration.ofSeconds(1), () -> 0),
                    CpuBindPolicy.FULL_PCPUS),
            new AlwaysHeld(),
            new PinVerbs.Settings(CpuBindPolicy.FULL_PCPUS, () -> scoring, new ScoreScale(100)));

    private void node(String name) {
        ledger.put(Pins.node(name));
        ledger.put(Pins.report(name, Pins.topology(1, 4, 4)));
    }

    private static String pod(String cpus, String annotations, String resources) {
        return "{\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"u\",\"labels\":"
                + "{\"koordinator.sh/qosClass\":\"LSR\",\"koordinator.sh/priority-class\":\"koord-prod\"},"
                + "\"annotations\":" + annotations + "},\"spec\":{\"priority\":9500,\"containers\":[{\"name\":\"c\","
                + "\"resources\":{\"requests\":{\"cpu\":\"" + cpus + "\",\"memory\":\"1Gi\"" + resources + "}}}]}}";
    }

    private static String marked(String cpus) {
        return pod(cpus, "{}", ",\"sublet.io/pinned\":\"0\"");
    }

    private String filter(String pod, String... nodes) {
        return text(verbs.filter(question(pod, nodes)).body());
    }

    private static Body question(String pod, String... nodes) {
        String names = String.join("\",\"", nodes);
        return Verbs.body("{\"Pod\":" + pod + ",\"Nodes\":null,\"NodeNames\":[\"" + names + "\"]}");
    }

    private static String text(Body body) {
        return Verbs.text(body);
    }

    @Test
    void nodesThatCanGiveTheCpusPassAndTheOthersSayWhy() {
        node("free");
        node("full");
        node("preemptible");
        ledger.put(Pins.node("mute"));
        ledger.see("full", Pins.held("x", "0-5"));
        ledger.see("preemptible", Pins.held("y", "0-7", 100));

        assertThat(filter(marked("4"), "free", "full", "preemptible", "mute", "new"))
                .isEqualTo("{\"Nodes\":null,\"NodeNames\":[\"free\"],"
                        + "\"FailedNodes\":{\"preemptible\":\"4 CPUs needed, 0 free of 8\"},"
                        + "\"FailedAndUnresolvableNodes\":{\"full\":\"4 CPUs needed, 2 free of 8\","
                        + "\"mute\":\"the node does not report its CPUs\","
                        + "\"new\":\"the node is not known to the extender yet, it is looked at again\"},"
                        + "\"Error\":\"\"}");
    }

    @Test
    void metricsKnowTheReasons() {
        node("n");
        ledger.see("n", Pins.held("x", "0-5"));

        assertThat(verbs.filter(question(marked("4"), "n", "new")).refused().keySet())
                .extracting(code -> code.name())
                .containsExactlyInAnyOrder("CpusTaken", "NodeUnknown");
    }

    @Test
    void cpusThatAreNotWholeAreRefusedForGood() {
        node("n");

        assertThat(filter(marked("1500m"), "n"))
                .contains("\"FailedAndUnresolvableNodes\":{\"n\":\"whole CPUs needed to be bound, 1500m requested\"}");
    }

    @Test
    void anAnnotationThatCannotBeReadIsAnAnswerNotAnError() {
        node("n");
        String broken = pod(
                "4",
                "{\"scheduling.koordinator.sh/resource-spec\":\"{\\\"requiredCPUBindPolicy\\\":\\\"X\\\"}\"}",
                ",\"sublet.io/pinned\":\"0\"");

        assertThat(filter(broken, "n"))
                .contains("requiredCPUBindPolicy is unknown: X", "\"NodeNames\":[]", "\"Error\":\"\"");
        assertThat(text(verbs.prioritize(question(broken, "n")).body())).isEqualTo("[{\"Host\":\"n\",\"Score\":0}]");
    }

    @Test
    void aPodWithoutTheMarkIsNotPlacedWithCpus() {
        node("n");

        assertThat(filter(pod("4", "{}", ""), "n")).contains("\"NodeNames\":[]", "sublet.io/pinned: 0");
    }

    @Test
    void nodesScoreByWhatIsLeft() {
        node("empty");
        node("used");
        ledger.see("used", Pins.held("x", "0-3"));

        String scores = text(
                verbs.prioritize(question(marked("4"), "empty", "used", "new")).body());

        assertThat(scores)
                .matches("\\[\\{\"Host\":\"empty\",\"Score\":9[0-9]},\\{\"Host\":\"used\",\"Score\":9[0-9]},"
                        + "\\{\"Host\":\"new\",\"Score\":0}]");
    }

    @Test
    void nodesScoreByTheStrategyAsItIsNow() {
        node("empty");
        node("used");
        ledger.see("used", Pins.held("x", "0-3"));
        scoring = new PinScoring(AllocateStrategy.MOST, AllocateStrategy.LEAST, 1, 0);

        String scores =
                text(verbs.prioritize(question(marked("4"), "empty", "used")).body());

        assertThat(scores).matches("\\[\\{\"Host\":\"empty\",\"Score\":[0-9]},\\{\"Host\":\"used\",\"Score\":[0-9]}]");
        scoring = PinScoring.DEFAULT;
        assertThat(text(verbs.prioritize(question(marked("4"), "empty", "used")).body()))
                .isNotEqualTo(scores);
    }

    @Test
    void preemptionThatWouldNotHelpIsLeft() {
        node("same");
        node("lower");
        node("enough");
        ledger.see("same", Pins.held("s", "0-7", 9500));
        ledger.see("lower", Pins.held("l", "0-7", 100));
        ledger.see("enough", Pins.held("e", "0-3", 100));
        String question = "{\"Pod\":" + marked("4") + ",\"NodeNameToVictims\":null,\"NodeNameToMetaVictims\":{"
                + "\"same\":{\"Pods\":[{\"UID\":\"batch-1\"}],\"NumPDBViolations\":0},"
                + "\"lower\":{\"Pods\":[{\"UID\":\"batch-2\"}],\"NumPDBViolations\":1},"
                + "\"enough\":{\"Pods\":[{\"UID\":\"batch-3\"}],\"NumPDBViolations\":0},"
                + "\"new\":{\"Pods\":[{\"UID\":\"batch-4\"}],\"NumPDBViolations\":0}}}";

        String answer = text(verbs.preempt(Verbs.body(question)).body());

        assertThat(answer)
                .contains(
                        "\"enough\":{\"Pods\":[{\"UID\":\"batch-3\"}],\"NumPDBViolations\":0}",
                        "\"lower\":{\"Pods\":[{\"UID\":\"batch-2\"},{\"UID\":\"uid-l\"}],\"NumPDBViolations\":2}")
                .doesNotContain("\"same\"", "\"new\"");
    }

    @Test
    void victimsMayComeAsWholePodsAndMayBeNone() {
        node("lower");
        node("free");
        ledger.see("lower", Pins.held("l", "0-7", 100));
        String question = "{\"Pod\":" + marked("4") + ",\"NodeNameToMetaVictims\":null,\"NodeNameToVictims\":{"
                + "\"lower\":{\"Pods\":[{\"metadata\":{\"name\":\"l\",\"uid\":\"uid-l\"},\"spec\":{}}]},"
                + "\"free\":{\"Pods\":[]}}}";

        assertThat(text(verbs.preempt(Verbs.body(question)).body()))
                .isEqualTo(
                        "{\"NodeNameToMetaVictims\":{\"lower\":{\"Pods\":[{\"UID\":\"uid-l\"}],\"NumPDBViolations\":0}}}");
    }

    @Test
    void whatBecameOfAnOrderIsSaidInWords() throws Exception {
        String order = "{\"PodName\":\"a\",\"PodNamespace\":\"default\",\"PodUID\":\"u\",\"Node\":\"n\"}";

        assertThat(text(verbs.bind(Verbs.body(order), 0).body())).isEqualTo("{\"Error\":\"the pod is gone\"}");
        api.cause = Optional.of("100% away");
        assertThat(text(verbs.bind(Verbs.body(order), 0).body()))
                .as("kube-scheduler takes it for a format")
                .isEqualTo("{\"Error\":\"the pod cannot be read: 100percent away\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"Pod\":null,\"NodeNames\":[]}",
                "{\"Pod\":{}}",
                "{\"Pod\":{},\"NodeNames\":[1]}",
                "{\"Pod\":{\"spec\":{\"containers\":[{\"resources\":{\"requests\":{\"cpu\":\"x\"}}}]}},\"NodeNames\":[]}",
                "{\"Pod\":{},\"NodeNames\":[",
            })
    void aBodyThatIsNoQuestionIsSaidToBeNone(String body) {
        Body bytes = Verbs.body(body);

        assertThatThrownBy(() -> verbs.filter(bytes)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> verbs.prioritize(bytes)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> verbs.bind(bytes, 0)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"Pod\":{},\"NodeNameToMetaVictims\":{\"n\":{\"Pods\":{}}}}",
                "{\"Pod\":{},\"NodeNameToMetaVictims\":{\"n\":{\"NumPDBViolations\":\"1\"}}}",
            })
    void aBodyThatIsNoPreemptionIsSaidToBeNone(String body) {
        assertThatThrownBy(() -> verbs.preempt(Verbs.body(body))).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"PodName\":\"a\",\"PodNamespace\":\"default\",\"PodUID\":\"u\"}",
                "{\"PodName\":\"a\",\"PodNamespace\":\"default\",\"PodUID\":\"\",\"Node\":\"n\"}",
                "{\"PodName\":7,\"PodNamespace\":\"default\",\"PodUID\":\"u\",\"Node\":\"n\"}",
            })
    void anIncompleteOrderIsSaidToBeNone(String body) {
        assertThatThrownBy(() -> verbs.bind(Verbs.body(body), 0)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverComesIsAnsweredOrSaidToBeNoQuestion(long seed) throws Exception {
        node("n");
        Random random = new Random(seed);
        Body question = question(marked("2"), "n", "unknown");
        Body order = Verbs.body("{\"PodName\":\"a\",\"PodNamespace\":\"default\",\"PodUID\":\"u\",\"Node\":\"n\"}");
        Body preemption = Verbs.body("{\"Pod\":" + marked("2")
                + ",\"NodeNameToMetaVictims\":{\"n\":{\"Pods\":[{\"UID\":\"v\"}],\"NumPDBViolations\":0}}}");

        for (int i = 0; i < 1000; i++) {
            for (Callable<Body> call : List.<Callable<Body>>of(
                    () -> verbs.filter(Verbs.spoilt(question, random)).body(),
                    () -> verbs.prioritize(Verbs.spoilt(question, random)).body(),
                    () -> verbs.preempt(Verbs.spoilt(preemption, random)).body(),
                    () -> verbs.bind(Verbs.spoilt(order, random), 0).body())) {
                try {
                    Json.parse(text(call.call()));
                } catch (JsonException e) {
                    assertThat(e).hasMessageMatching("(?s).+");
                }
            }
        }
        assertThat(filter(marked("2"), "n")).contains("\"NodeNames\":[\"n\"]");
    }

    private static final class AlwaysHeld implements BindRight {
        @Override
        public void want() {}

        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public boolean await(long deadline) {
            return true;
        }

        @Override
        public String obstacle() {
            return "";
        }
    }

    /** An API server without pods, or one that is away. */
    private static final class NoPods implements PodApi {
        Optional<String> cause = Optional.empty();

        private <T> Reading<T> answer(T value) {
            return cause.<Reading<T>>map(Reading::missing).orElseGet(() -> Reading.of(value));
        }

        @Override
        public Reading<Optional<ApiPod>> find(String namespace, String name) {
            return answer(Optional.empty());
        }

        @Override
        public BindResult bind(ApiPod pod, String node, Map<String, String> annotations) {
            return new BindResult.Gone();
        }

        @Override
        public Reading<Optional<ApiPod>> touch(PodRef pod) {
            return answer(Optional.empty());
        }

        @Override
        public Reading<List<PodRef>> pending() {
            return answer(List.of());
        }

        @Override
        public Reading<List<PodRef>> placed() {
            return answer(List.of());
        }
    }
}
