package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OverlayProps {
    /** JSON objects of one schema: a field is an object in all of them or in none. */
    @Provide
    Arbitrary<String> documents() {
        return object(2).map(tree -> Json.write(tree).replace("\"nothing\"", "null"));
    }

    private static Arbitrary<Map<String, Object>> object(int depth) {
        Arbitrary<Object> leaf = Arbitraries.of(0L, 1L, false, true, "text", "nothing");
        Arbitrary<Map<String, Object>> leaves =
                Arbitraries.maps(Arbitraries.of("a", "b", "c"), leaf).ofMaxSize(3);
        if (depth == 0) {
            return leaves;
        }
        return leaves.flatMap(fields -> Arbitraries.maps(Arbitraries.of("x", "y"), object(depth - 1))
                .ofMaxSize(2)
                .map(inner -> {
                    Map<String, Object> all = new LinkedHashMap<>(fields);
                    all.putAll(inner);
                    return all;
                }));
    }

    /** The overlay of two texts as a text. */
    private static String merge(String base, String over) {
        return Json.write(Overlay.merge(
                Json.parseObject(base).fields(), Json.parseObject(over).fields()));
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void isAssociative(
            @ForAll("documents") String one, @ForAll("documents") String two, @ForAll("documents") String three) {
        String left = merge(merge(one, two), three);
        String right = merge(one, merge(two, three));

        // The order of fields may differ, and a null is the same as no field.
        assertThat(Json.parse(merge("{}", left))).isEqualTo(Json.parse(merge("{}", right)));
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void changesNothingTheSecondTime(@ForAll("documents") String base, @ForAll("documents") String over) {
        String merged = merge(base, over);

        assertThat(merge(merged, over)).isEqualTo(merged);
        assertThat(merge(base, "{}")).isEqualTo(Json.write(Json.parse(base)));
    }
}
