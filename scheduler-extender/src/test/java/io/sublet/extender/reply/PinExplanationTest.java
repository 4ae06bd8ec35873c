package io.sublet.extender.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.pin.Pins;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.ScoreScale;
import io.sublet.extender.reply.Explainer.Form;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.PinScoring;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two NUMA nodes of eight cores, an L3 domain for four cores, two threads a core. */
class PinExplanationTest {
    private final PinLedger ledger = new PinLedger((pod, fault, text) -> {});
    private final Explainer explainer = Verbs.explainer(
            Optional.of(new PinAdvice(
                    ledger,
                    new PinVerbs.Settings(CpuBindPolicy.FULL_PCPUS, () -> PinScoring.DEFAULT, new ScoreScale(10)))),
            node("free"),
            node("used"),
            node("full"),
            node("unreported"),
            node("new"));

    private static Nodes.Builder node(String name) {
        return Nodes.node(name, 32, 256).pods(110).using(3200, 1 << 30);
    }

    private static String pod(String cpu, boolean marked) {
        return pod(cpu, marked, ",\"uid\":\"uid-online\"");
    }

    private static String pod(String cpu, boolean marked, String uid) {
        String mark = marked ? ",\"sublet.io/pinned\":\"0\"" : "";
        return """
                {"metadata":{"name":"online","namespace":"shop","labels":{"koordinator.sh/qosClass":"LSR"}%s},
                 "spec":{"schedulerName":"koord-scheduler","priority":9500,"containers":[{"resources":
                 {"limits":{"cpu":"%s","memory":"8Gi"%s},"requests":{"cpu":"%s","memory":"8Gi"%s}}}]}}""".formatted(uid, cpu, mark, cpu, mark);
    }

    @BeforeEach
    void nodes() {
        for (String name : new String[] {"free", "used", "full"}) {
            ledger.put(Pins.node(name));
            ledger.put(Pins.report(name, Pins.topology(2, 8, 4)));
        }
        ledger.put(Pins.node("unreported"));
        ledger.see("used", Pins.held("other", "0-3"));
        ledger.see("full", Pins.held("another", "0-30"));
    }

    @Test
    void aPageTellsWhichCpusThePodWouldGet() {
        String page = explainer.explain(Verbs.bytes(pod("4", true)), Form.TEXT, 10);

        assertThat(page)
                .contains(
                        "2 of 5 nodes take it; refused by load: none; cannot pin it: 1 CpusTaken, 1 NoCpuTopology, 1 NodeUnknown");
        assertThat(page.lines().filter(line -> line.startsWith("NODE")))
                .first()
                .asString()
                .contains("CPUS", "PIN SCORE");
        assertThat(page.lines().filter(line -> line.startsWith("free")))
                .first()
                .asString()
                .contains("yes", "0-3");
        assertThat(page.lines().filter(line -> line.startsWith("used")))
                .first()
                .asString()
                .contains("yes", "16-19");
        assertThat(page.lines().filter(line -> line.startsWith("full")))
                .first()
                .asString()
                .contains("no", " - ");
    }

    @Test
    void theNumbersAreThereForPrograms() {
        JsonObject root = Json.parseObject(explainer.explain(Verbs.bytes(pod("4", true)), Form.JSON, 10));

        JsonObject first = root.objects("nodes").getFirst();
        assertThat(first.string("node")).contains("free");
        assertThat(Json.write(first.objectOrEmpty("pin").fields()))
                .startsWith(
                        "{\"cpus\":\"0-3\",\"numaNodes\":[],\"cores\":2,\"l3Domains\":1,\"policyKept\":true,\"exclusiveKept\":true");
    }

    @Test
    void aPodThatHoldsItsCpusIsExplainedAsIfItWereNotThere() {
        ledger.see("free", Pins.held("online", "0-30"));

        JsonObject root = Json.parseObject(explainer.explain(Verbs.bytes(pod("4", true)), Form.JSON, 10));

        assertThat(root.objects("nodes").getFirst().objectOrEmpty("pin").string("cpus"))
                .contains("0-3");
    }

    @Test
    void aPodThatDoesNotExistIsTakenForMarkedAndOneThatDoesIsNot() {
        String planned = explainer.explain(Verbs.bytes(pod("4", false, "")), Form.TEXT, 10);
        String unmarked = explainer.explain(Verbs.bytes(pod("4", false)), Form.TEXT, 10);

        assertThat(planned).contains("2 of 5 nodes take it", "refused by load: none");
        assertThat(unmarked).contains("0 of 5 nodes take it", "refused by load: 5 MarkMissing");
    }

    @Test
    void aPodThatCannotBeUnderstoodFitsNowhere() {
        String broken = pod("4", true)
                .replace("\"uid\"", "\"annotations\":{\"scheduling.koordinator.sh/resource-spec\":\"{\"},\"uid\"");

        assertThat(explainer.explain(Verbs.bytes(broken), Form.TEXT, 10))
                .contains("0 of 5 nodes take it", "cannot pin it: 5 PodUnreadable");
    }

    @Test
    void whoAsksForNothingOfItsOwnHearsNothingOfCpus() {
        String shared = pod("4", false).replace("LSR", "LS");

        assertThat(explainer.explain(Verbs.bytes(shared), Form.TEXT, 10))
                .contains("5 of 5 nodes take it")
                .doesNotContain("CPUS");
        assertThat(explainer.explain(Verbs.bytes(shared), Form.JSON, 10)).doesNotContain("pin");
    }
}
