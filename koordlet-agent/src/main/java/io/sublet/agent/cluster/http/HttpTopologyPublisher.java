package io.sublet.agent.cluster.http;

import io.sublet.agent.cluster.TopologyObject;
import io.sublet.agent.cluster.TopologyPublisher;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The NodeResourceTopology over HTTP. A refused write is made again by its writer once the watch has shown why. */
public final class HttpTopologyPublisher implements TopologyPublisher {
    static final String PATH = "/apis/topology.node.k8s.io/v1alpha1/noderesourcetopologies";
    private static final Logger log = LoggerFactory.getLogger(HttpTopologyPublisher.class);

    private final Outbox outbox;
    private final String nodeName;
    private volatile TopologyObject state = TopologyObject.UNKNOWN;
    private String lastProblem = "";

    HttpTopologyPublisher(Outbox outbox, String nodeName) {
        this.outbox = outbox;
        this.nodeName = nodeName;
    }

    void found(Map<String, JsonObject> objects) {
        JsonObject object = objects.get(nodeName);
        state = object == null ? TopologyObject.ABSENT : new TopologyObject.Present(object);
    }

    @Override
    public TopologyObject topology() {
        return state;
    }

    @Override
    public void create(Map<String, Object> object) {
        send("POST", PATH, "application/json", object);
    }

    @Override
    public void patch(Map<String, @Nullable Object> patch) {
        send("PATCH", PATH + "/" + nodeName, "application/merge-patch+json", patch);
    }

    private void send(String method, String path, String contentType, Map<String, ?> body) {
        boolean taken = outbox.put(
                "topology",
                new Outbox.Letter(
                        method,
                        path,
                        contentType,
                        () -> Json.write(body).getBytes(StandardCharsets.UTF_8),
                        this::came));
        if (!taken) {
            log.debug("Puts off the report of the topology: too much waits to be sent");
        }
    }

    private void came(int status, String problem) {
        if (status == HttpURLConnection.HTTP_CONFLICT) {
            log.debug("Another program has changed the NodeResourceTopology meanwhile");
        } else if (!problem.isEmpty() && !problem.equals(lastProblem)) {
            log.warn("Cannot report the topology: {}", problem);
        } else if (problem.isEmpty()) {
            log.info("Reported the topology");
        }
        lastProblem = problem;
    }
}
