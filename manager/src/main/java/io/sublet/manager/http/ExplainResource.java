package io.sublet.manager.http;

import io.sublet.manager.ControlLoop;
import io.sublet.manager.config.KeyReport;
import io.sublet.manager.view.NodeView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** Why a node is offered what it is, what the configuration means, and what may be done to a pod. Answered by every replica, whether it leads or not. */
@Path("/explain")
@Produces(MediaType.APPLICATION_JSON)
public class ExplainResource {
    private final ControlLoop loop;

    public ExplainResource(ControlLoop loop) {
        this.loop = loop;
    }

    @GET
    @Path("/node/{name}")
    public Map<String, Object> node(@PathParam("name") String name) {
        return loop.capacity()
                .assess(name)
                .map(found -> NodeExplanation.of(found, loop.capacity().ledger().find(name)))
                .orElseThrow(() -> new NotFoundException("no node " + name + " is known"));
    }

    @GET
    @Path("/pod/{namespace}/{name}")
    public Map<String, Object> pod(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return loop.view()
                .pod(namespace + "/" + name)
                .map(pod -> PodExplanation.of(pod, loop.podQos(), loop.view().slo(pod.node())))
                .orElseThrow(() -> new NotFoundException("no pod " + namespace + "/" + name + " is known on a node"));
    }

    @GET
    @Path("/config")
    public Map<String, Object> config() {
        return ConfigExplanation.of(KeyReport.of(
                loop.config(),
                loop.view().nodes().stream().map(NodeView::labels).toList()));
    }
}
