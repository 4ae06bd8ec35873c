package io.sublet.webhook.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.webhook.Trees;
import org.junit.jupiter.api.Test;

class PodEditTest {
    private static final String POD = """
            {"metadata":{"labels":{"a":"1"},"annotations":{"b":"2"}},
             "spec":{"volumes":[{"name":"v"}],"containers":[
               {"name":"c","resources":{"requests":{"cpu":"1"}},"env":[{"name":"E","value":"x"}]},
               {"name":"d","ports":[{"containerPort":1}]}]}}""";

    private final ObjectNode before = Trees.object(POD);
    private final PodEdit edit = new PodEdit(new PodDraft(before, ProfileDecisions.NONE));

    @Test
    void theDraftStaysAsItIs() {
        edit.put("labels", "a", "changed");
        edit.put("annotations", "new", "3");
        edit.spec().put("priority", 1);
        ObjectNode container = edit.containers("containers").getFirst();
        edit.member(edit.member(container, "resources"), "requests").put("cpu", "2");
        edit.member(container, "made").put("x", 1);
        edit.element(edit.list(container, "env"), 0).put("value", "y");

        assertThat(before).isEqualTo(Trees.object(POD));
        assertThat(edit.tree()).isEqualTo(Trees.object("""
                {"metadata":{"labels":{"a":"changed"},"annotations":{"b":"2","new":"3"}},
                 "spec":{"volumes":[{"name":"v"}],"priority":1,"containers":[
                   {"name":"c","resources":{"requests":{"cpu":"2"}},"env":[{"name":"E","value":"y"}],"made":{"x":1}},
                   {"name":"d","ports":[{"containerPort":1}]}]}}"""));
    }

    @Test
    void whatIsNotChangedIsShared() {
        edit.containers("containers");

        assertThat(edit.tree().at("/spec/volumes")).isSameAs(before.at("/spec/volumes"));
        assertThat(edit.tree().at("/spec/containers/1/ports")).isSameAs(before.at("/spec/containers/1/ports"));
        assertThat(edit.tree().path("metadata")).isSameAs(before.path("metadata"));
    }

    @Test
    void whatIsAskedForTwiceIsCopiedOnce() {
        assertThat(edit.spec()).isSameAs(edit.spec()).isNotSameAs(before.path("spec"));
        assertThat(edit.containers("containers").getFirst())
                .isSameAs(edit.containers("containers").getFirst());
        assertThat(edit.containers("initContainers")).isEmpty();
    }

    @Test
    void anEditThatChangesNothingIsTheDraft() {
        assertThat(edit.done().tree()).isSameAs(before);
    }
}
