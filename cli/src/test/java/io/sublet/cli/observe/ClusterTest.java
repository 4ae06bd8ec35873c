package io.sublet.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterTest {
    private final FakeApiServer api = new FakeApiServer();
    private final Cluster cluster = new Cluster(api);

    @Test
    void readsAListPageByPage() {
        api.replies("/things?limit=500", 200, """
                {"metadata":{"continue":"a b"},"items":[{"n":1}]}""");
        api.replies("/things?limit=500&continue=a+b", 200, """
                {"metadata":{},"items":[{"n":2},{"n":3}]}""");
        List<Long> numbers = new ArrayList<>();

        cluster.list(
                "/things", "things", thing -> numbers.add(thing.integer("n").orElse(0L)));

        assertThat(numbers).containsExactly(1L, 2L, 3L);
    }

    @Test
    void saysInOneSentenceWhyItCannotBeHad() {
        api.silent("/a", "connection refused");
        api.replies("/b", 401, "{}");
        api.replies("/c", 403, "{\"message\":\"nodes is forbidden\"}");
        api.replies("/d", 500, "<html>");
        api.replies("/e", 200, "no JSON");

        ends("/a", Exit.UNREACHABLE, "the API server at https://fake does not answer: connection refused");
        ends(
                "/b",
                Exit.UNREACHABLE,
                "the API server at https://fake does not know you: renew the kubeconfig's credentials");
        ends("/c", Exit.UNREACHABLE, "you may not ask for it: nodes is forbidden");
        ends("/d", Exit.UNREACHABLE, "the API server did not give it: 500 <html>");
        ends("/e", Exit.UNREACHABLE, "the answer for it is not JSON: is this an API server?");
        ends("/f", Exit.FINDING, "there is no it");
    }

    private void ends(String path, Exit exit, String sentence) {
        assertThatThrownBy(() -> cluster.get(path, "it"))
                .hasMessage(sentence)
                .extracting(failure -> ((Failure) failure).exit())
                .isEqualTo(exit);
    }

    @Test
    void aListOfAKindThatIsNotDefinedSaysWhatIsMissing() {
        assertThatThrownBy(() -> cluster.list("/things", "NodeMetrics", thing -> {}))
                .hasMessage("this cluster has no NodeMetrics: Sublet is not installed, or its definitions are not");
    }
}
