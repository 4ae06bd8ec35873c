package io.sublet.webhook.node;

import static io.sublet.webhook.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.crds.config.NodeItem;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.Reviews;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Denial;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.selection.SelectedItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeReviewerTest {
    private static final String PREFIX = "node.koordinator.sh/";

    private final FakeCluster cluster = new FakeCluster();

    private static ObjectNode node(String part, String key, String text) {
        ObjectNode node = object("{metadata:{name:'n1',labels:{},annotations:{}}}");
        ((ObjectNode) node.path("metadata").path(part)).put(key, text);
        return node;
    }

    private Answer update(ObjectNode before, ObjectNode now) {
        return new NodeReviewer().review(Reviews.update("", "nodes", before, now), cluster);
    }

    private static List<String> causes(Answer answer) {
        return answer.denial().map(Denial::causes).orElse(List.of()).stream()
                .map(Finding::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "annotations | reservation                  | {'resources':{'cpu':'2'},'applyPolicy':'Default'}",
                "annotations | reservation                  | {'reservedCPUs':'0-3','applyPolicy':'ReservedCPUsOnly'}",
                "annotations | colocation-strategy          | {'enable':false}",
                "annotations | colocation-strategy          | {'cpuReclaimThresholdPercent':150}",
                "annotations | resource-amplification-ratio | {'cpu':1.5}",
                "annotations | network-bandwidth            | 10G",
                "annotations | system-qos-resource          | {'cpuset':'0-1','cpusetExclusive':false}",
                "annotations | cpu-normalization-ratio      | 1.20",
                "annotations | of-somebody-else             | {",
                "labels      | cpu-normalization-enabled    | T",
                "labels      | cpu-reclaim-ratio            | 0.6",
                "labels      | mid-static-memory-reserved-ratio | 0"
            })
    void whatTheProgramsUnderstandPasses(String part, String key, String text) {
        Answer answer = update(node(part, "a", "b"), node(part, PREFIX + key, text.replace('\'', '"')));

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "annotations | node.koordinator.sh/reservation                  | {'resources':{'cpu':'2 cores'}}   | quantity",
                "annotations | node.koordinator.sh/reservation                  | {'reservedCPUs':'0-'}              | reservedCPUs",
                "annotations | node.koordinator.sh/reservation                  | {'applyPolicy':'Always'}           | applyPolicy",
                "annotations | node.koordinator.sh/colocation-strategy          | enable: false                      | `'`",
                "annotations | node.koordinator.sh/colocation-strategy          | {'cpuReclaimThresholdPercent':'60'} | cpuReclaimThresholdPercent",
                "annotations | node.koordinator.sh/colocation-strategy          | {'degradeTimeMinutes':0}           | degradeTimeMinutes",
                "annotations | node.koordinator.sh/resource-amplification-ratio | {'cpu':0.9}                        | at least 1",
                "annotations | node.koordinator.sh/resource-amplification-ratio | 1.5                                | object",
                "annotations | node.koordinator.sh/network-bandwidth            | fast                               | quantity",
                "annotations | node.koordinator.sh/network-bandwidth            | -1                                 | negative",
                "annotations | node.koordinator.sh/system-qos-resource          | {'cpuset':'a'}                     | cpuset",
                "annotations | node.koordinator.sh/system-qos-resource          | {'cpusetExclusive':'no'}           | cpusetExclusive",
                "annotations | node.koordinator.sh/cpu-normalization-ratio      | 0                                  | over 0",
                "annotations | scheduling.koordinator.sh/usage-thresholds       | {'usageThresholds':{'cpu':120}}    | 0..100",
                "labels      | node.koordinator.sh/cpu-normalization-enabled    | yes                                | true or false",
                "labels      | node.koordinator.sh/cpu-reclaim-ratio            | 60%                                | cpu-reclaim-ratio",
                "labels      | sublet.io/mode                                   | enforced                           | observe, enforce or off"
            })
    void whatWouldBeIgnoredIsRefusedWithItsKey(String part, String key, String text, String why) {
        ObjectNode bad = node(part, key, text.replace('\'', '"'));

        assertThat(causes(update(node(part, "a", "b"), bad)))
                .singleElement()
                .asString()
                .startsWith("metadata." + part + "[" + key + "]: ")
                .contains(why.replace("'", ""));
        assertThat(causes(update(bad, bad))).as("not changed").isEmpty();
        Answer creation = new NodeReviewer().review(Reviews.create("", "nodes", bad), cluster);
        assertThat(creation.denial()).as("a node must be able to join").isEmpty();
        assertThat(creation.warnings()).hasSize(1);
    }

    private void items(String... pools) {
        StringBuilder list = new StringBuilder();
        for (String pool : pools) {
            list.append(list.isEmpty() ? "" : ",").append(pool);
        }
        List<SelectedItem> items = NodeItem.readAll(("{'nodeConfigs':[" + list + "]}").replace('\'', '"')).stream()
                .map(SelectedItem::of)
                .flatMap(Optional::stream)
                .toList();
        cluster.configItems = Map.of("colocation-config", items);
    }

    @Test
    void labelsByWhichTwoItemsSelectTheNodeAreRefused() {
        items(
                "{'name':'a','nodeSelector':{'matchLabels':{'pool':'a'}},'enable':true}",
                "{'name':'gpu','nodeSelector':{'matchLabels':{'gpu':'yes'}},'enable':true}",
                "{'name':'off','nodeSelector':{'matchExpressions':[{'key':'pool','operator':'Exists'}]},'enable':false}");
        ObjectNode before = node("labels", "pool", "a");
        ObjectNode both = before.deepCopy();
        ((ObjectNode) both.path("metadata").path("labels")).put("gpu", "yes");
        ObjectNode more = both.deepCopy();
        ((ObjectNode) more.path("metadata").path("labels")).put("zone", "z");

        assertThat(causes(update(before, both)))
                .singleElement()
                .asString()
                .startsWith("metadata.labels: ")
                .contains("'a', 'gpu' of colocation-config");
        assertThat(causes(update(both, more))).as("it was so before").isEmpty();
        assertThat(causes(update(node("labels", "x", "y"), before))).isEmpty();
        Answer creation = new NodeReviewer().review(Reviews.create("", "nodes", both), cluster);
        assertThat(creation.denial()).isEmpty();
        assertThat(creation.warnings()).hasSize(1);
    }

    @Test
    void deletionsAndOtherResourcesAreNotLookedAt() {
        ObjectNode node = node("labels", "sublet.io/mode", "x");

        assertThat(new NodeReviewer().review(Reviews.delete("", "nodes", node), cluster))
                .isEqualTo(Answer.unrelated());
        assertThat(new NodeReviewer().review(Reviews.create("", "nodes/status", node), cluster))
                .isEqualTo(Answer.unrelated());
    }

    /** A change of an annotation that the registration does not name would never come. */
    @Test
    void everyAnnotationThatIsLookedAtIsInTheRegistration() throws IOException {
        try (InputStream yaml = Objects.requireNonNull(
                NodeReviewerTest.class.getResourceAsStream("/validating-webhook-configuration.yaml"))) {
            assertThat(new String(yaml.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(NodeDeclarations.annotationKeys());
        }
    }
}
