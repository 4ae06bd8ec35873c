package io.sublet.manager.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.ColocationConfig;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeSloSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ItemReachTest {
    private static final FieldSchema SCHEMA = NodeSloSchema.load();
    private static final String ITEMS = """
            {"nodeConfigs":[
              {"name":"a","nodeSelector":{"matchLabels":{"pool":"a"}}},
              {"name":"gpu","nodeSelector":{"matchExpressions":[{"key":"gpu","operator":"Exists"}]}},
              {"name":"big a","nodeSelector":{"matchLabels":{"pool":"a","size":"big"}}},
              {"name":"none","nodeSelector":{"matchLabels":{"pool":"z"}}}]}""";

    @Test
    void countsWhoseNodesAnItemRulesAndWhoTakesThem() {
        ColocationConfig config =
                ConfigKey.COLOCATION.read(ITEMS, SCHEMA).value().orElseThrow();

        List<ItemReach> reach = ItemReach.of(
                config.layers(),
                List.of(
                        Map.of("pool", "a"),
                        Map.of("pool", "a", "size", "big"),
                        Map.of("pool", "a", "gpu", "x"),
                        Map.of("gpu", "y"),
                        Map.of("pool", "b")));

        assertThat(reach)
                .containsExactly(
                        new ItemReach("a", 3, 3, List.of("big a", "gpu")),
                        new ItemReach("gpu", 2, 1, List.of("a")),
                        new ItemReach("big a", 1, 0, List.of("a")),
                        new ItemReach("none", 0, 0, List.of()));
        assertThat(reach.stream().map(ItemReach::warning).flatMap(Optional::stream))
                .containsExactly("big a is never reached: all of its 1 nodes are selected before it by a");
        assertThat(reach.stream().map(ItemReach::note).flatMap(Optional::stream))
                .containsExactly("none selects no node of the cluster");
    }
}
