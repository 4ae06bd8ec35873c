package io.sublet.webhook.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.Reviews;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Denial;
import io.sublet.webhook.review.Finding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigMapReviewerTest {
    private static final String COLOCATION = "colocation-config";
    private static final String THRESHOLD = "resource-threshold-config";

    private final FakeCluster cluster = new FakeCluster();
    private ConfigMapReviewer reviewer = reviewer(false);

    private static ConfigMapReviewer reviewer(boolean namesRequired) {
        return new ConfigMapReviewer("sublet-system", "slo-controller-config", namesRequired, NodeSloSchema.load());
    }

    private static ObjectNode configMap(Map<String, String> data) {
        ObjectNode configMap = JsonNodeFactory.instance.objectNode();
        configMap.putObject("metadata").put("namespace", "sublet-system").put("name", "slo-controller-config");
        ObjectNode texts = configMap.putObject("data");
        data.forEach((key, text) -> texts.put(key, text.replace('\'', '"')));
        return configMap;
    }

    private Answer create(Map<String, String> data) {
        return reviewer.review(Reviews.create("", "configmaps", configMap(data)), cluster);
    }

    private Answer update(Map<String, String> before, Map<String, String> now) {
        return reviewer.review(Reviews.update("", "configmaps", configMap(before), configMap(now)), cluster);
    }

    private static List<String> causes(Answer answer) {
        return answer.denial().map(Denial::causes).orElse(List.of()).stream()
                .map(Finding::toString)
                .toList();
    }

    private Answer items(String... items) {
        return create(Map.of(COLOCATION, "{'enable':true,'nodeConfigs':[" + String.join(",", items) + "]}"));
    }

    private static String item(String name, String selector) {
        return "{'name':'" + name + "','nodeSelector':" + selector + ",'cpuReclaimThresholdPercent':50}";
    }

    private static String pool(String name, String pool) {
        return item(name, "{'matchLabels':{'pool':'" + pool + "'}}");
    }

    @Test
    void aGoodConfigMapPassesWithoutAWord() {
        Answer answer = create(Map.of(
                COLOCATION,
                "{'enable':true,'nodeConfigs':[" + pool("a", "a") + "," + pool("b", "b") + "]}",
                THRESHOLD,
                "{'clusterStrategy':{'enable':true,'cpuSuppressThresholdPercent':65}}"));

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void everyKeyThatCannotBeUsedIsNamedWithItsField() {
        Answer answer = create(Map.of(
                COLOCATION,
                "{'cpuReclaimThresholdPercent':-1}",
                THRESHOLD,
                "{'clusterStrategy':{'cpuSuppressPolicy':'magic'}}",
                "cpu-burst-config",
                "{",
                "somebody-elses",
                "{"));

        assertThat(causes(answer)).hasSize(3);
        assertThat(causes(answer))
                .anySatisfy(cause ->
                        assertThat(cause).startsWith("data.colocation-config: ").contains("cpuReclaimThresholdPercent"))
                .anySatisfy(cause -> assertThat(cause)
                        .startsWith("data.resource-threshold-config: ")
                        .contains("clusterStrategy.cpuSuppressPolicy")
                        .contains("magic"))
                .anySatisfy(cause -> assertThat(cause).startsWith("data.cpu-burst-config: "));
    }

    /** Nobody writes them by hand, but whoever reaches the port may send them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'nodeSelector':{}}",
                "{'nodeSelector':{'matchLabels':{'key#':'v'}}}",
                "{'nodeSelector':{'matchLabels':{'pool':'p#'}}}",
                "{'name':'n#','x#':1}"
            })
    @Timeout(120)
    void asManyItemsAsFitAreAnsweredWithinSomeSecondsAndMegabytes(String item) {
        Map<String, Map<String, String>> nodes = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            nodes.put("node-" + i, Map.of("pool", "p" + i, "key" + i, "v"));
        }
        cluster.nodes = Optional.of(nodes);
        for (int most : new int[] {9_999, 400_000}) {
            StringBuilder list = new StringBuilder("{'enable':true,'nodeConfigs':[");
            for (int i = 0; i < most && list.length() < (1 << 20) - 100; i++) {
                list.append(i == 0 ? "" : ",").append(item.replace("#", Integer.toString(i)));
            }

            Answer answer = create(Map.of(COLOCATION, list.append("]}").toString()));

            assertThat(causes(answer).size() + answer.warnings().size()).isBetween(1, 20_000);
        }
    }

    @Test
    void ofVeryManyItemsTheFirstThousandAreCompared() {
        String[] pools = new String[1200];
        for (int i = 0; i < pools.length; i++) {
            pools[i] = pool("name-" + i, "p" + i);
        }
        assertThat(items(pools).warnings())
                .singleElement()
                .asString()
                .contains("whether items select the same nodes was looked at for the first 1000 of 1200");
        Arrays.fill(pools, pool("same", "same"));
        assertThat(causes(items(pools))).last().asString().contains("more");
    }

    @Test
    void moreThanAnApiServerStoresIsRefusedUnread() {
        assertThat(causes(create(Map.of("somebody-elses", "x".repeat((1 << 20) + 1)))))
                .containsExactly("data: has 1048577 characters; an API server stores at most 1048576 bytes");
    }

    @Test
    void whatIsInvalidAndNotChangedBlocksNothing() {
        Map<String, String> before = Map.of(COLOCATION, "{'cpuReclaimThresholdPercent':-1}");
        Answer answer = update(
                before,
                Map.of(
                        COLOCATION, "{'cpuReclaimThresholdPercent':-1}",
                        THRESHOLD, "{'clusterStrategy':{'enable':true}}"));

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings())
                .singleElement()
                .asString()
                .contains("colocation-config")
                .contains("not changed");
        assertThat(update(before, before)).isEqualTo(Answer.unrelated());
        assertThat(update(before, Map.of()).denial()).isEmpty();
        assertThat(causes(update(before, Map.of(COLOCATION, "{'cpuReclaimThresholdPercent':-2}"))))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name':'a','enable':true}                                                                 | is missing",
                "{'name':'a','nodeSelector':null}                                                           | is missing",
                "{'name':'a','nodeSelector':{}}                                                             | every node",
                "{'name':'a','nodeSelector':{'matchLabels':{'a b':'c'}}}                                    | 'a b' is no label key",
                "{'name':'a','nodeSelector':{'matchExpressions':[{'key':'a','operator':'In'}]}}             | must not be empty"
            })
    void selectorsMustSelectSomeNodes(String item, String why) {
        assertThat(causes(items(item)))
                .anySatisfy(
                        cause -> assertThat(cause).contains("nodeConfigs[0]").contains(why));
    }

    @Test
    void twoItemsOfOneKeyForANodeThatExistsAreRefusedWithExamples() {
        cluster.nodes = Optional.of(Map.of(
                "n1", Map.of("pool", "a", "gpu", "yes"),
                "n2", Map.of("pool", "a"),
                "n3", Map.of("gpu", "yes")));
        Answer answer = items(pool("a", "a"), item("gpu", "{'matchLabels':{'gpu':'yes'}}"));

        assertThat(causes(answer)).containsExactly("data.colocation-config: 'a' and 'gpu' both select node n1");
    }

    @Test
    void itemsThatOnlyMightMeetAreAWarning() {
        cluster.nodes = Optional.of(Map.of("n2", Map.of("pool", "a")));
        Answer answer = items(pool("a", "a"), item("gpu", "{'matchLabels':{'gpu':'yes'}}"), pool("b", "b"));

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings())
                .hasSize(2)
                .allSatisfy(w -> assertThat(w)
                        .contains("'gpu'")
                        .contains("can select the same node")
                        .contains("takes the first"));
    }

    @Test
    void itemsOfWhichOneContainsTheOtherAreRefusedWhateverNodesThereAre() {
        String notIn = "{'matchExpressions':[{'key':'pool','operator':'NotIn','values':['b']}]}";

        assertThat(causes(items(item("rest", notIn), pool("a", "a"))))
                .singleElement()
                .asString()
                .contains("'a' never applies");
        assertThat(causes(items(pool("a", "a"), item("rest", notIn))))
                .singleElement()
                .asString()
                .contains("'rest' selects every node of the earlier 'a'");
        assertThat(causes(items(pool("b", "b"), item("rest", notIn)))).isEmpty();
    }

    /** The chart puts such an item before all others for the nodes whose mode is not enforce. */
    @Test
    void anItemThatOnlySwitchesOffMayOverlap() {
        cluster.nodes = Optional.of(Map.of("n1", Map.of("pool", "a")));
        String exclusion = "{'name':'sublet-mode','enable':false,"
                + "'nodeSelector':{'matchExpressions':[{'key':'sublet.io/mode','operator':'NotIn','values':['enforce']}]}}";

        Answer answer = items(exclusion, pool("a", "a"));
        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void whileTheNodesAreNotKnownThatIsSaid() {
        cluster.nodes = Optional.empty();
        Answer answer = items(pool("a", "a"), pool("b", "b"));

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).singleElement().asString().contains("not known yet");
    }

    @Test
    void namesAreAskedForWhereConfigured() {
        String[] twice = {pool("a", "a"), pool("a", "b"), pool("", "c")};
        assertThat(items(twice).denial()).isEmpty();
        assertThat(items(twice).warnings()).singleElement().asString().contains("earlier item");

        reviewer = reviewer(true);
        assertThat(causes(items(twice)))
                .hasSize(2)
                .anySatisfy(cause -> assertThat(cause).contains("nodeConfigs[2].name must not be empty"));
    }

    @Test
    void deletionIsToldWhatItDoes() {
        Answer answer = reviewer.review(Reviews.delete("", "configmaps", configMap(Map.of())), cluster);

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).singleElement().asString().contains("colocation is off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "namespace"})
    void otherConfigMapsAreNotLookedAt(String what) {
        ObjectNode other = configMap(Map.of(COLOCATION, "{"));
        ((ObjectNode) other.path("metadata")).put(what, "other");

        assertThat(reviewer.review(Reviews.create("", "configmaps", other), cluster))
                .isEqualTo(Answer.unrelated());
    }
}
