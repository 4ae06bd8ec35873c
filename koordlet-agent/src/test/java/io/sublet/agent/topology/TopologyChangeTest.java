package io.sublet.agent.topology;

import static io.sublet.agent.topology.TopologyReportTest.NONE_POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.NodeView;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopologyChangeTest {
    private static final TopologyReport REPORT = TopologyReportTest.report(List.of(), NONE_POLICY);
    private static final NodeView NODE = TopologyReportTest.node(NodeReservation.NONE, NodeView.TopologyWishes.NONE);

    @Test
    void makesAnObjectThatNeedsNoChangeAndGoesWithItsNode() {
        JsonObject created = created();
        assertThat(TopologyChange.patch(created, REPORT)).isEmpty();
        JsonObject metadata = created.objectOrEmpty("metadata");
        assertThat(metadata.textMap("labels")).containsEntry("app.kubernetes.io/managed-by", "Koordinator");
        assertThat(metadata.objects("ownerReferences"))
                .singleElement()
                .satisfies(owner -> assertThat(owner.textMap("")).isEmpty())
                .satisfies(owner -> assertThat(owner.string("uid")).contains("node-uid"));
        assertThat(created.strings("topologyPolicies")).containsExactly("None");
    }

    @Test
    void writesOnlyWhatDiffersAndForTheVersionThatWasRead() {
        TopologyReport wanted = TopologyReportTest.report(
                List.of(TopologyReportTest.pod("a", QosClass.LSR, CpuSet.of(0))), NONE_POLICY);
        Map<String, @Nullable Object> patch = TopologyChange.patch(edited("\"kind\":", "\"x\":1,\"kind\":"), wanted)
                .orElseThrow();
        assertThat(patch).containsOnlyKeys("metadata");
        JsonObject metadata = JsonObject.of(patch, "").objectOrEmpty("metadata");
        assertThat(metadata.string("resourceVersion")).contains("7");
        assertThat(metadata.textMap("annotations")).containsOnlyKeys("node.koordinator.sh/cpu-shared-pools");
    }

    @Test
    void takesTheSameJsonInAnotherFormForTheSame() {
        assertThat(TopologyChange.patch(
                        edited("{\\\"policy\\\":\\\"none\\\"}", "{ \\\"policy\\\" : \\\"none\\\" }"), REPORT))
                .isEmpty();
    }

    @Test
    void takesAwayWhatIsNoLongerAskedFor() {
        JsonObject object = edited(
                "\"annotations\":{",
                "\"annotations\":{\"node.koordinator.sh/reservation\":\"{}\",\"example.com/other\":\"stays\",");
        Map<String, @Nullable Object> patch =
                TopologyChange.patch(object, REPORT).orElseThrow();
        assertThat(JsonObject.of(patch, "")
                        .objectOrEmpty("metadata")
                        .objectOrEmpty("annotations")
                        .fields())
                .containsOnlyKeys("node.koordinator.sh/reservation")
                .containsValue(null);
    }

    @Test
    void keepsTheResourcesOfOtherProgramsAndDropsNumaNodesThatAreGone() {
        JsonObject object = JsonObject.of(Json.parse("""
                        {"metadata":{"resourceVersion":"7"},"topologyPolicies":["None"],"zones":[
                          {"name":"gpu-0","type":"Device"},
                          {"name":"node-1","type":"Node","costs":[{"name":"node-0","value":21}],"resources":[
                            {"name":"kubernetes.io/batch-cpu","capacity":"3000","allocatable":"3000","available":"3000"},
                            {"name":"cpu","capacity":"9","allocatable":"9","available":"9"},
                            {"name":"hugepages-1Gi","capacity":"1Gi","allocatable":"1Gi","available":"1Gi"}]},
                          {"name":"node-5","type":"Node","resources":[]}]}
                        """), "");
        Map<String, @Nullable Object> patch =
                TopologyChange.patch(object, REPORT).orElseThrow();
        List<JsonObject> zones = JsonObject.of(patch, "").objects("zones");
        assertThat(zones)
                .extracting(zone -> zone.string("name").orElse(""))
                .containsExactly("gpu-0", "node-1", "node-0");
        JsonObject second = zones.get(1);
        assertThat(second.objects("costs")).hasSize(1);
        assertThat(second.objects("resources"))
                .extracting(resource -> resource.string("name").orElse(""))
                .containsExactly("kubernetes.io/batch-cpu", "cpu", "memory");
        assertThat(second.objects("resources").get(1).text("capacity")).contains("4");
    }

    private static JsonObject created() {
        return JsonObject.of(Json.parse(Json.write(TopologyChange.create(REPORT, NODE))), "");
    }

    private static JsonObject edited(String from, String to) {
        String text = Json.write(TopologyChange.create(REPORT, NODE))
                .replace("\"metadata\":{", "\"metadata\":{\"resourceVersion\":\"7\",");
        assertThat(text).contains(from);
        return JsonObject.of(Json.parse(text.replace(from, to)), "");
    }
}
