package io.sublet.webhook.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.webhook.JsonPatches;
import io.sublet.webhook.RandomTrees;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonPatchProps {

    @Property(tries = 3000, seed = "20261123")
    void applyingTheDifferenceGivesTheSecondTree(@ForAll long seed) {
        Random random = new Random(seed);
        JsonNode from = RandomTrees.next(random, 4);
        JsonNode to = RandomTrees.next(random, 4);

        assertThat(JsonPatches.apply(from, JsonPatch.between(from, to))).isEqualTo(to);
    }

    @Property(tries = 1000, seed = "20261123")
    void noDifferenceIsNoOperationAndTheTreesStay(@ForAll long seed) {
        JsonNode tree = RandomTrees.next(new Random(seed), 4);
        JsonNode other = RandomTrees.next(new Random(seed + 1), 4);
        JsonNode copy = tree.deepCopy();

        assertThat(JsonPatch.between(tree, copy)).isEmpty();
        JsonPatch.between(tree, other);
        assertThat(tree).isEqualTo(copy);
    }
}
