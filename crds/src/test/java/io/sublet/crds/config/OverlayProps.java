package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Each property holds for 100,000 cases: a thousand documents from each of a hundred seeds. */
class OverlayProps {
    private static final int SEEDS = 100;
    private static final int DOCUMENTS = 1_000;

    /** JSON objects of one schema: a field is an object in all of them or in none. */
    private static Map<String, @Nullable Object> document(Random random, int depth) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "policy")) {
            if (random.nextBoolean()) {
                fields.put(name, leaf(random));
            }
        }
        for (String name : List.of("x", "extensions")) {
            if (depth > 0 && random.nextBoolean()) {
                fields.put(name, random.nextInt(8) == 0 ? null : document(random, depth - 1));
            }
        }
        return fields;
    }

    private static @Nullable Object leaf(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> 0L;
            case 1 -> 1L;
            case 2 -> false;
            case 3 -> true;
            case 4 -> "text";
            case 5 -> "";
            case 6 -> List.of();
            case 7 -> List.of(1L);
            default -> null;
        };
    }

    /** The tree without nulls, which are the same as no field. */
    private static @Nullable Object said(@Nullable Object tree) {
        if (!(tree instanceof Map<?, ?> fields)) {
            return tree;
        }
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (value != null) {
                kept.put(String.valueOf(name), said(value));
            }
        });
        return kept;
    }

    @Property(tries = SEEDS, edgeCases = EdgeCasesMode.NONE)
    void isAssociative(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            Map<String, @Nullable Object> one = document(random, 2);
            Map<String, @Nullable Object> two = document(random, 2);
            Map<String, @Nullable Object> three = document(random, 2);

            @Nullable Object left = said(Overlay.merge(Overlay.merge(one, two), three));
            @Nullable Object right = said(Overlay.merge(one, Overlay.merge(two, three)));

            if (!Objects.equals(left, right)) {
                assertThat(left).as("%s ← %s ← %s", one, two, three).isEqualTo(right);
            }
        }
    }

    @Property(tries = SEEDS, edgeCases = EdgeCasesMode.NONE)
    void changesNothingTheSecondTime(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            Map<String, @Nullable Object> base = document(random, 2);
            Map<String, @Nullable Object> over = document(random, 2);

            Map<String, @Nullable Object> merged = Overlay.merge(base, over);

            assertThat(Overlay.merge(merged, over).equals(merged)
                            && Overlay.merge(base, Map.of()).equals(base))
                    .as("%s ← %s", base, over)
                    .isTrue();
        }
    }

    /** What an overlay says is what holds, and what it does not say is as before. */
    @Property(tries = SEEDS, edgeCases = EdgeCasesMode.NONE)
    void takesEachFieldFromOneOfTheTwo(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            Map<String, @Nullable Object> base = document(random, 2);
            Map<String, @Nullable Object> over = document(random, 2);

            Map<String, @Nullable Object> merged = Overlay.merge(base, over);

            Set<String> names = new TreeSet<>(base.keySet());
            names.addAll(over.keySet());
            for (String name : names) {
                @Nullable Object value = over.get(name);
                boolean isSaid =
                        value != null && !value.equals(List.of()) && !(value.equals("") && name.equals("policy"));
                @Nullable Object expected = isSaid ? value : base.get(name);
                if (!(isSaid && value instanceof Map) && !Objects.equals(merged.get(name), expected)) {
                    assertThat(merged.get(name))
                            .as("%s of %s ← %s", name, base, over)
                            .isEqualTo(expected);
                }
            }
        }
    }
}
