package io.sublet.manager.http;

import io.sublet.manager.ControlLoop;
import io.sublet.manager.config.KeyReport;
import io.sublet.manager.overcommit.NodeAssessment;
import io.sublet.manager.overcommit.WriteLedger;
import io.sublet.manager.view.NodeView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a node is offered what it is, what the configuration means, and what may be done to a pod. Answered by every replica, whether it leads or not. */
@Path("/explain")
public class ExplainResource {
    private final ControlLoop loop;

    public ExplainResource(ControlLoop loop) {
        this.loop = loop;
    }

    /** A page for a terminal if only that is accepted or {@code format=text} is asked for, and JSON otherwise. */
    @GET
    @Path("/node/{name}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    public Response node(
            @PathParam("name") String name,
            @QueryParam("format") @Nullable String format,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept) {
        NodeAssessment found =
                loop.capacity().assess(name).orElseThrow(() -> new NotFoundException("no node " + name + " is known"));
        Optional<WriteLedger.Entry> history = loop.capacity().ledger().find(name);
        return isText(format, accept)
                ? Response.ok(NodeText.of(found, history), MediaType.TEXT_PLAIN + ";charset=utf-8")
                        .build()
                : Response.ok(NodeExplanation.of(found, history), MediaType.APPLICATION_JSON)
                        .build();
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
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> config() {
        return ConfigExplanation.of(KeyReport.of(
                loop.config(),
                loop.view().nodes().stream().map(NodeView::labels).toList()));
    }

    private static boolean isText(@Nullable String format, @Nullable String accept) {
        return format == null
                ? accept != null
                        && accept.startsWith(MediaType.TEXT_PLAIN)
                        && !accept.contains(MediaType.APPLICATION_JSON)
                : format.equals("text");
    }
}
