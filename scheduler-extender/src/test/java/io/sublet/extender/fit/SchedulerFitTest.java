package io.sublet.extender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeOffer;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.PodResources;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.extender.rank.Taint;
import io.sublet.protocol.UsageThresholds;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerFitTest {
    /** 8 CPUs, of which 6 are requested by one pod; room for two pods; label pool=a. */
    private static NodeRow node(boolean unschedulable, Taint... taints) {
        NodeFacts facts = new NodeFacts(
                "n",
                Map.of("pool", "a"),
                NodeOffer.of(new ResourceAmounts(Map.of("cpu", 8000L, "memory", 1000L, "pods", 2L))),
                UsageThresholds.NONE,
                unschedulable,
                List.of(taints),
                false);
        PodResources there = new PodResources(new ResourceAmounts(Map.of("cpu", 6000L)), ResourceAmounts.NONE);
        return NodeRow.of(
                facts, Optional.empty(), List.of(Nodes.assigned("p", there, Duration.ZERO)), LoadRules.DEFAULT);
    }

    private static List<String> misfits(String spec, Map<String, Long> requests, NodeRow row) {
        return SchedulerFit.misfits(needs(spec, requests), row);
    }

    private static PodNeeds needs(String spec, Map<String, Long> requests) {
        return PodNeeds.of(Json.parseObject("{\"spec\":" + spec + "}"), new ResourceAmounts(requests));
    }

    @Test
    void aNodeWithRoomFits() {
        assertThat(misfits("{}", Map.of("cpu", 2000L), node(false))).isEmpty();
        assertThat(misfits("{\"nodeSelector\":{\"pool\":\"a\"},\"nodeName\":\"n\"}", Map.of(), node(false)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 2001 | insufficient cpu: asks for 2001, 2000 of 8000 not requested",
                "{\"nodeSelector\":{\"pool\":\"b\"}} | 1 | nodeSelector asks for label pool=b",
                "{\"nodeName\":\"other\"} | 1 | the pod is for node other",
                "{\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":[{\"matchExpressions\":[{\"key\":\"pool\",\"operator\":\"NotIn\",\"values\":[\"a\"]}]}]}}}} | 1 | no term of its node affinity selects the node"
            })
    void whatIsMissingIsSaid(String spec, long milliCpu, String expected) {
        assertThat(misfits(spec, Map.of("cpu", milliCpu), node(false))).containsExactly(expected);
    }

    @Test
    void aResourceThatTheNodeDoesNotHaveIsMissing() {
        assertThat(misfits("{}", Map.of("nvidia.com/gpu", 1L, "example.com/zero", 0L), node(false)))
                .containsExactly("insufficient nvidia.com/gpu: asks for 1, 0 of 0 not requested");
    }

    @Test
    void podsCountToo() {
        NodeRow full = Nodes.node("n", 8, 8).row(LoadRules.DEFAULT);

        assertThat(misfits("{}", Map.of(), full)).containsExactly("too many pods: 0 of 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | true",
                "[{\"key\":\"k\",\"operator\":\"Exists\"}] | false",
                "[{\"key\":\"k\",\"value\":\"v\"}] | false",
                "[{\"key\":\"k\",\"value\":\"w\"}] | true",
                "[{\"key\":\"k\",\"operator\":\"Exists\",\"effect\":\"NoExecute\"}] | true",
                "[{\"operator\":\"Exists\"}] | false",
                "[{\"key\":\"other\",\"operator\":\"Exists\"}] | true"
            })
    void taintsHaveToBeTolerated(String tolerations, boolean refused) {
        NodeRow tainted = node(false, new Taint("k", "v", "NoSchedule"), new Taint("soft", "", "PreferNoSchedule"));

        assertThat(misfits("{\"tolerations\":" + tolerations + "}", Map.of(), tainted))
                .isEqualTo(refused ? List.of("untolerated taint k=v:NoSchedule") : List.of());
    }

    @Test
    void anUnschedulableNodeTakesOnlyPodsThatTolerateIt() {
        assertThat(misfits("{}", Map.of(), node(true))).containsExactly("node is unschedulable");
        assertThat(misfits(
                        "{\"tolerations\":[{\"key\":\"node.kubernetes.io/unschedulable\",\"operator\":\"Exists\"}]}",
                        Map.of(),
                        node(true)))
                .isEmpty();
    }

    @Test
    void whatIsNotLookedAtIsSaid() {
        assertThat(needs("""
                        {"affinity":{"podAffinity":{},"podAntiAffinity":{},"nodeAffinity":{
                            "requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[
                              {"matchExpressions":[{"key":"cores","operator":"Gt","values":["8"]}]}]}}},
                         "topologySpreadConstraints":[{}],"resourceClaims":[{}],"schedulingGates":[{}],
                         "volumes":[{"emptyDir":{}},{"persistentVolumeClaim":{"claimName":"c"}}],
                         "containers":[{"ports":[{"containerPort":80},{"hostPort":8080}]}]}""", Map.of()).notLookedAt())
                .containsExactly(
                        "podAffinity",
                        "podAntiAffinity",
                        "nodeAffinity",
                        "topologySpreadConstraints",
                        "resourceClaims",
                        "schedulingGates",
                        "volumes",
                        "hostPorts");
        assertThat(needs("{\"volumes\":[{\"emptyDir\":{}}],\"containers\":[{\"ports\":[{}]}]}", Map.of())
                        .notLookedAt())
                .isEmpty();
    }
}
