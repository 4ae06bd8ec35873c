package io.sublet.webhook.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Against all labels over two keys, with every value that queries name and one that none does. */
class LabelOverlapProps {
    private static final List<String> KEYS = List.of("k", "l");
    private static final List<String> NAMED = List.of("a", "b");
    private static final List<Map<String, String>> UNIVERSE = universe();

    private static List<Map<String, String>> universe() {
        List<Map<String, String>> all = new ArrayList<>();
        List<String> values = List.of("", "a", "b", "unnamed");
        for (String first : values) {
            for (String second : values) {
                Map<String, String> labels = new HashMap<>();
                if (!first.isEmpty()) {
                    labels.put("k", first);
                }
                if (!second.isEmpty()) {
                    labels.put("l", second);
                }
                all.add(labels);
            }
        }
        return all;
    }

    private static LabelQuery query(Random random) {
        List<Condition> conditions = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            Set<String> values = random.nextBoolean() ? Set.copyOf(NAMED) : Set.of(NAMED.get(random.nextInt(2)));
            conditions.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new In(key, values);
                        case 1 -> new NotIn(key, values);
                        case 2 -> new Exists(key);
                        default -> new DoesNotExist(key);
                    });
        }
        return new LabelQuery(conditions);
    }

    @Property(tries = 5000, seed = "20261126")
    void overlapIsPossibleExactlyIfSomeLabelsMatchBoth(@ForAll long seed) {
        Random random = new Random(seed);
        LabelQuery one = query(random);
        LabelQuery other = query(random);

        assertThat(LabelOverlap.isPossible(one, other))
                .isEqualTo(UNIVERSE.stream().anyMatch(labels -> one.matches(labels) && other.matches(labels)));
        assertThat(LabelOverlap.isSatisfiable(one)).isEqualTo(UNIVERSE.stream().anyMatch(one::matches));
    }

    @Property(tries = 5000, seed = "20261126")
    void oneIsWithinTheOtherExactlyIfAllItsLabelsMatchTheOther(@ForAll long seed) {
        Random random = new Random(seed);
        LabelQuery narrow = query(random);
        LabelQuery wide = query(random);

        assertThat(LabelOverlap.isWithin(narrow, wide))
                .isEqualTo(UNIVERSE.stream().filter(narrow::matches).allMatch(wide::matches));
    }
}
