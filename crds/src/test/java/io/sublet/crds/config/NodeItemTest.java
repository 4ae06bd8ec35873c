package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeItemTest {
    private static NodeItem only(String item) {
        List<NodeItem> items = NodeItem.readAll(("{'nodeConfigs':[" + item + "]}").replace('\'', '"'));
        assertThat(items).hasSize(1);
        return items.getFirst();
    }

    @Test
    void itemsOfBothListsHaveTheirNamePathAndSelector() {
        List<NodeItem> items = NodeItem.readAll("""
                {"clusterStrategy":{},
                 "NodeStrategies":[{"name":"a","NodeSelector":{"matchLabels":{"pool":"a"}},"enable":true},
                                   {"nodeSelector":{"matchLabels":{"pool":"a"}},"enable":true}]}""");

        assertThat(items).extracting(NodeItem::label).containsExactly("'a'", "nodeStrategies[1]");
        assertThat(items).extracting(NodeItem::path).containsExactly("nodeStrategies[0]", "nodeStrategies[1]");
        assertThat(items.getFirst().selector().valid().orElseThrow().labels()).isEqualTo(Map.of("pool", "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "{}", "{\"nodeConfigs\":null}", "{\"nodeConfigs\":[]}"})
    void documentsWithoutItems(String document) {
        assertThat(NodeItem.readAll(document)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[]", "7", "{\"nodeConfigs\":{}}", "{\"nodeStrategies\":[7]}", "{\"nodeStrategies\":[null]}"
            })
    void documentsThatHaveNoItemsToRead(String document) {
        assertThatThrownBy(() -> NodeItem.readAll(document)).isInstanceOf(JsonException.class);
    }

    @Test
    void anAbsentSelectorIsNotAnEmptyOne() {
        assertThat(only("{'name':'a'}").selector()).isInstanceOf(Parsed.Absent.class);
        assertThat(only("{'nodeSelector':null}").selector()).isInstanceOf(Parsed.Absent.class);
        assertThat(only("{'nodeSelector':{}}").selector().valid()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{'matchLabels':{'a b':'c'}}",
                "{'matchLabels':{'a':'b c'}}",
                "{'matchLabels':{'a':7}}",
                "{'matchExpressions':[{'key':'a','operator':'in','values':['b']}]}",
                "{'matchExpressions':[{'key':'a','operator':'In'}]}",
                "{'matchExpressions':[{'key':'a','operator':'Exists','values':['b']}]}",
                "{'matchExpressions':[{'key':'','operator':'Exists'}]}",
                "{'matchExpressions':[{'key':'a','operator':'In','values':['b/c']}]}"
            })
    void selectorsThatKubernetesWouldRefuse(String selector) {
        assertThat(only("{'nodeSelector':" + selector + "}").selector()).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':'a','nodeSelector':{},'enable':false}                     | true",
                "{'name':'a','enable':false,'cpuCalculatePolicy':null}             | true",
                "{'name':'a','enable':true}                                        | false",
                "{'name':'a','enable':false,'cpuReclaimThresholdPercent':1}        | false",
                "{'name':'a'}                                                      | false"
            })
    void anExclusionOnlySwitchesOff(String item, boolean isExclusion) {
        assertThat(only(item).isExclusion()).isEqualTo(isExclusion);
    }
}
