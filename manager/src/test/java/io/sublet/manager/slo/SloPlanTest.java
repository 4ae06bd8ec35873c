package io.sublet.manager.slo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.NodeSloView;
import io.sublet.protocol.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SloPlanTest {
    private static final Map<String, @Nullable Object> WANTED = tree("{\"a\":{\"x\":1,\"y\":2},\"e\":{},\"l\":[1.50]}");
    private static final Set<String> ALL = Set.of("a.x", "a.y", "e", "l");

    private static Map<String, @Nullable Object> tree(String json) {
        return Json.parseObject(json).fields();
    }

    @SuppressWarnings("NullAway") // the nullness of a record's type arguments is not read from its class file
    private static SloPlan plan(String spec, Set<String> owned, Map<String, String> foreign) {
        return SloPlan.of(
                WANTED, Optional.of(new NodeSloView("n", tree(spec), owned, foreign)), Set.of("koord-manager"));
    }

    @Test
    void createsWhatIsNotThere() {
        assertThat(SloPlan.of(WANTED, Optional.empty(), Set.of()))
                .isInstanceOfSatisfying(SloPlan.Apply.class, apply -> {
                    assertThat(apply.spec()).isEqualTo(WANTED);
                    assertThat(apply.reason()).isEqualTo(SloReason.NoNodeSlo);
                    assertThat(apply.takeOver()).isFalse();
                });
    }

    @Test
    void writesNothingWhereAllIsInPlace() {
        assertThat(plan("{\"a\":{\"x\":1,\"y\":2},\"e\":{\"more\":1},\"l\":[1.5],\"other\":1}", ALL, Map.of()))
                .isInstanceOf(SloPlan.Keep.class);
    }

    @Test
    void writesWhatDiffersOrIsNotItsOwn() {
        String same = "{\"a\":{\"x\":1,\"y\":2},\"e\":{},\"l\":[1.5]}";

        assertThat(plan("{\"a\":{\"x\":1,\"y\":3},\"e\":{},\"l\":[1.5]}", ALL, Map.of()))
                .isInstanceOf(SloPlan.Apply.class);
        assertThat(plan("{\"a\":{\"x\":1},\"e\":{},\"l\":[1.5]}", ALL, Map.of()))
                .isInstanceOf(SloPlan.Apply.class);
        assertThat(plan(same, Set.of("a.x", "e", "l"), Map.of("a.y", "kubectl")))
                .isInstanceOf(SloPlan.Apply.class);
    }

    @Test
    void givesUpWhatItNoLongerWants() {
        assertThat(plan(
                        "{\"a\":{\"x\":1,\"y\":2},\"e\":{},\"l\":[1.5],\"old\":1}",
                        Set.of("a.x", "a.y", "e", "l", "old"),
                        Map.of()))
                .isInstanceOf(SloPlan.Apply.class);
    }

    /** Empty at once, it would be null, which the definition does not allow. */
    @Test
    void takesAwayFirstWhatIsToBeEmpty() {
        String full = "{\"a\":{\"x\":1,\"y\":2},\"e\":{\"z\":{\"more\":1}},\"l\":[1.5]}";
        assertThat(plan(full, Set.of("a.x", "a.y", "e.z.more", "l"), Map.of()))
                .isInstanceOfSatisfying(
                        SloPlan.Apply.class,
                        apply -> assertThat(apply.spec()).isEqualTo(tree("{\"a\":{\"x\":1,\"y\":2},\"l\":[1.50]}")));
        assertThat(plan("{\"a\":{\"x\":1,\"y\":2},\"l\":[1.5]}", Set.of("a.x", "a.y", "l"), Map.of()))
                .isInstanceOfSatisfying(
                        SloPlan.Apply.class, apply -> assertThat(apply.spec()).isEqualTo(WANTED));
        assertThat(plan(full, Set.of("a.x", "a.y", "e.z.more", "l"), Map.of("e.other", "kubectl")))
                .as("something stays in it")
                .isInstanceOfSatisfying(
                        SloPlan.Apply.class, apply -> assertThat(apply.spec()).isEqualTo(WANTED));
    }

    @Test
    void leavesOutWhatAnotherHasSetOtherwise() {
        assertThat(plan("{\"a\":{\"x\":7,\"y\":3},\"e\":{},\"l\":[1.5]}", ALL, Map.of("a.x", "kubectl")))
                .isInstanceOfSatisfying(SloPlan.Apply.class, apply -> {
                    assertThat(apply.spec()).isEqualTo(tree("{\"a\":{\"y\":2},\"e\":{},\"l\":[1.50]}"));
                    assertThat(apply.foreign()).isEqualTo(Map.of("a.x", "kubectl"));
                    assertThat(apply.takeOver()).isFalse();
                });
        assertThat(plan("{\"a\":{\"x\":7,\"y\":2},\"e\":{},\"l\":[1.5]}", Set.of("a.y", "e", "l"), Map.of("a.x", "me")))
                .isInstanceOfSatisfying(
                        SloPlan.Keep.class,
                        keep -> assertThat(keep.foreignText()).isEqualTo("a.x by me"));
    }

    @Test
    void takesFromASupersededProgramOnly() {
        assertThat(plan("{\"a\":{\"x\":7,\"y\":2}}", Set.of(), Map.of("a.x", "koord-manager")))
                .isInstanceOfSatisfying(SloPlan.Apply.class, apply -> {
                    assertThat(apply.takeOver()).isTrue();
                    assertThat(apply.spec()).isEqualTo(WANTED);
                });
    }
}
