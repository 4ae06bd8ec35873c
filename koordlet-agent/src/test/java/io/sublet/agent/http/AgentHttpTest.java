package io.sublet.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.explain.Ledger;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentHttpTest {
    private final Ledger ledger = new Ledger(new FakeStore());

    @Test
    void answersWithDecisionsOrSaysWhatIsWrongWithTheQuestion() throws IOException, InterruptedException {
        ledger.add(Instant.EPOCH, 1, new Verdict.Hold("suppress", Reason.of(ModeReason.Restored)), List.of());
        try (AgentHttp http = AgentHttp.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new AgentHttp.Views(
                                format -> "", ledger, List::of, Optional::empty, () -> Optional.of("not yet")));
                HttpClient client = HttpClient.newHttpClient()) {
            URI root = URI.create("http://127.0.0.1:" + http.port());

            HttpResponse<String> json = get(client, root.resolve("/decisions?policy=suppress"), "*/*");
            assertThat(Json.parseObject(json.body()).objects("decisions"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.string("reason")).contains("Restored"));
            assertThat(get(client, root.resolve("/decisions"), "text/plain").body())
                    .isEqualTo(
                            "1970-01-01T00:00:00Z #1 suppress holds: Restored: The original value is restored on request.\n");
            assertThat(get(client, root.resolve("/decisions?format=text&last=1"), "application/json")
                            .body())
                    .as("as kubectl get --raw asks, which accepts JSON")
                    .contains(" suppress holds: Restored");
            assertThat(get(client, root.resolve("/decisions?format=json"), "text/plain")
                            .body())
                    .startsWith("{\"decisions\":[");
            HttpResponse<String> wrong = get(client, root.resolve("/decisions?since=soon"), "*/*");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body())
                    .startsWith("since must be a time such as")
                    .endsWith("was 'soon'\n")
                    .hasLineCount(1);
            assertThat(get(client, root.resolve("/readyz"), "*/*").statusCode()).isEqualTo(503);
        }
    }

    private static HttpResponse<String> get(HttpClient client, URI uri, String accept)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
    }
}
