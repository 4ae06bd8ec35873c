package io.sublet.extender.reply;

import static io.sublet.extender.rank.Pods.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.reply.Explainer.Form;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {
    private static final String POD = """
            {"metadata":{"name":"query-7","namespace":"analytics"},"spec":{"schedulerName":"koord-scheduler","priority":9500,
             "topologySpreadConstraints":[{"maxSkew":1}],
             "containers":[{"resources":{"limits":{"cpu":"4","memory":"8Gi"},"requests":{"cpu":"4","memory":"8Gi"}}}]}}""";

    private final Explainer explainer = Verbs.explainer(
            Optional.empty(),
            Nodes.node("busy", 32, 128).pods(110).using(19_500, 60 * GIB),
            Nodes.node("idle", 32, 128).pods(110).using(3200, 13 * GIB),
            Nodes.node("cordoned", 32, 128).pods(110).using(3200, 13 * GIB).cordoned(),
            Nodes.node("old", 32, 128)
                    .pods(110)
                    .reporting(Nodes.report(Nodes.NOW.minusSeconds(200), ResourceUsage.of(1, 1), List.of())),
            Nodes.node("new", 32, 128).pods(110).reporting(NodeUsageReport.none("not yet")),
            Nodes.node("silent", 32, 128).pods(110).saying("{\"usageThresholds\":{\"cpu\":50}}"));

    @Test
    void aPageTellsEveryNodeInOneLine() {
        assertThat(explainer.explain(Verbs.bytes(POD), Form.TEXT, 10)).isEqualTo("""
                pod analytics/query-7, koord-prod, of koord-scheduler
                expected to use 3400m CPU, 5.6 GiB memory
                2 of 6 nodes take it; refused by load: 1 CpuOverThreshold, 1 NeverReported, 1 ReportStale; do not fit: 1
                not looked at, so the scheduler may refuse more: topologySpreadConstraints

                NODE      TAKES  SCORE  SENT  CPU         MEMORY      REPORT    WHY NOT
                idle      yes    82     24    21% of 65%  15% of 95%  0s ago
                silent    yes    0      0     ? of 50%    ?           none
                busy      no     38     11    72% of 65%  51% of 95%  0s ago    cpu usage 72 percent (with this pod) over threshold 65
                cordoned  no     82     24    21% of 65%  15% of 95%  0s ago    node is unschedulable
                new       no     0      0     ? of 65%    ? of 95%    none      no usage report yet
                old       no     0      0     11% of 65%  4% of 95%   200s ago  usage report 200s old, expires at 180s
                """);
    }

    @Test
    void aPageEndsWhereItShould() {
        assertThat(explainer.explain(Verbs.bytes(POD), Form.TEXT, 2))
                .contains("silent")
                .doesNotContain("busy")
                .endsWith("… and 4 more nodes\n");
    }

    @Test
    void theNumbersAreThereForPrograms() {
        JsonObject root = Json.parseObject(explainer.explain(Verbs.bytes(POD), Form.JSON, Integer.MAX_VALUE));

        assertThat(root.objectOrEmpty("pod").textMap("estimate"))
                .isEqualTo(Map.of("cpu", "3400", "memory", "6012954214"));
        assertThat(Json.write(root.objectOrEmpty("summary").fields()))
                .isEqualTo("{\"nodes\":6,\"take\":2,\"pass\":3,"
                        + "\"refused\":{\"CpuOverThreshold\":1,\"NeverReported\":1,\"ReportStale\":1},\"misfit\":1}");
        JsonObject busy = root.objects("nodes").get(2);
        assertThat(busy.string("reason")).contains("cpu usage 72 percent (with this pod) over threshold 65");
        assertThat(busy.textMap("scores")).isEqualTo(Map.of("load", "38"));
        assertThat(Json.write(busy.objectOrEmpty("load")
                        .objects("resources")
                        .getFirst()
                        .fields()))
                .isEqualTo(
                        "{\"resource\":\"cpu\",\"allocatable\":32000,\"load\":19500,\"usagePercent\":72,"
                                + "\"thresholdPercent\":65,\"scoredLoad\":19500,\"expectedLoad\":0,\"freePercent\":28,\"requested\":0}");
        assertThat(root.objects("nodes").get(1).objectOrEmpty("load").string("thresholdsOf"))
                .contains("annotation");
    }

    @Test
    void aProdPodIsToldTheLoadThatItsScoreLooksAt() {
        LoadPolicy policy = LoadPolicy.DEFAULT;
        LoadRules byProd = Nodes.rules(new LoadPolicy(
                policy.expiry(), policy.staleReports(), policy.weights(), 0, true, false, policy.scoreWindow()));
        Explainer asked = Verbs.explainer(
                Optional.empty(),
                Nodes.snapshot(byProd, Nodes.node("mixed", 32, 128).pods(110).using(19_500, 60 * GIB)));

        JsonObject node = Json.parseObject(asked.explain(Verbs.bytes(POD), Form.JSON, 1))
                .objects("nodes")
                .getFirst();

        JsonObject cpu = node.objectOrEmpty("load").objects("resources").getFirst();
        assertThat(cpu.integer("load")).contains(19_500L);
        assertThat(cpu.integer("scoredLoad")).contains(0L);
        assertThat(cpu.integer("freePercent")).contains(89L);
        assertThat(node.integer("score")).contains(92L);
    }

    @Test
    void aPodOfAnotherSchedulerIsSaidToPass() {
        String other = POD.replace("koord-scheduler", "default-scheduler");

        assertThat(explainer.explain(Verbs.bytes(other), Form.TEXT, 10))
                .contains("of default-scheduler, which is not served: every node passes", "refused by load: none");
    }

    @Test
    void explainingExpectsThePodNowhere() {
        String before = explainer.explain(Verbs.bytes(POD), Form.JSON, 10);

        assertThat(explainer.explain(Verbs.bytes(POD), Form.JSON, 10)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"spec\":[]}", "{\"spec\":{\"tolerations\":{}}}", "{\"spec\":{\"volumes\":[1]}}"})
    void whatIsNoPodIsSaidToBeNone(String body) {
        assertThatThrownBy(() -> explainer.explain(Verbs.bytes(body), Form.JSON, 10))
                .isInstanceOf(JsonException.class);
    }
}
