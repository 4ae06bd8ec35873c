package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Which part of a key's document holds for a node; 100,000 documents, a thousand from each of a hundred seeds. */
class LayeredProps {
    private static final int SEEDS = 100;
    private static final int DOCUMENTS = 1_000;
    private static final List<String> POOLS = List.of("a", "b", "c");

    private static Map<String, Object> item(Random random, int number) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", "item-" + number);
        switch (random.nextInt(4)) {
            case 0 -> {} // for no node
            case 1 -> item.put("nodeSelector", Map.of());
            default -> item.put("nodeSelector", Map.of("matchLabels", Map.of("pool", pool(random))));
        }
        if (random.nextBoolean()) {
            item.put("cpuReclaimThresholdPercent", (long) number);
        }
        return item;
    }

    private static String pool(Random random) {
        return POOLS.get(random.nextInt(POOLS.size()));
    }

    private static boolean selects(Map<String, Object> item, String pool) {
        Object selector = item.get("nodeSelector");
        return selector != null
                && (selector.equals(Map.of()) || selector.equals(Map.of("matchLabels", Map.of("pool", pool))));
    }

    @Property(tries = SEEDS, edgeCases = EdgeCasesMode.NONE)
    void theFirstItemThatSelectsANodeRulesIt(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            List<Map<String, Object>> items = new ArrayList<>();
            for (int number = 0; number < random.nextInt(5); number++) {
                items.add(item(random, number));
            }
            String pool = pool(random);
            Findings findings = Findings.of("colocation-config");
            ColocationConfig config = ColocationConfig.read(
                    Json.parseObject(Json.write(
                            Map.of("enable", true, "cpuReclaimThresholdPercent", 77L, "nodeConfigs", items))),
                    findings);

            NodeStrategy.Effective found =
                    (NodeStrategy.Effective) config.of(new NodeFacts("n", Map.of("pool", pool), Map.of()));

            long expected = items.stream()
                    .filter(item -> selects(item, pool))
                    .findFirst()
                    .map(item -> item.getOrDefault("cpuReclaimThresholdPercent", 77L))
                    .map(Long.class::cast)
                    .orElse(77L);
            if (!findings.isClean() || found.strategy().cpu().threshold().value() != expected) {
                assertThat(found.strategy().cpu().threshold().value())
                        .as("%s for %s", items, pool)
                        .isEqualTo(expected);
            }
        }
    }
}
