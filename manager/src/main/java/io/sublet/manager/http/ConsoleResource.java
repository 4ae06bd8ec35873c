package io.sublet.manager.http;

import io.sublet.manager.console.ConsoleDocuments;
import io.sublet.protocol.json.Json;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The documents behind the page at {@code /console/}. Read only, and answered by every replica. */
@Path("/console/data")
@Produces(MediaType.APPLICATION_JSON)
public class ConsoleResource {
    private static final int LONGEST_HOURS = 24;

    private final ConsoleFeed feed;

    public ConsoleResource(ConsoleFeed feed) {
        this.feed = feed;
    }

    @GET
    @Path("/summary")
    public String summary() {
        return json(ConsoleDocuments.summary(known().picture(), feed.around()));
    }

    @GET
    @Path("/nodes")
    public String nodes() {
        return json(ConsoleDocuments.nodes(known().picture()));
    }

    /** @param hours 1..24 */
    @GET
    @Path("/history")
    public String history(@QueryParam("hours") @DefaultValue("6") int hours) {
        return json(ConsoleDocuments.history(known().history(Duration.ofHours(Math.clamp(hours, 1, LONGEST_HOURS)))));
    }

    private ConsoleFeed known() {
        if (!feed.isEnabled()) {
            throw new NotFoundException("the console is switched off");
        }
        return feed;
    }

    private static String json(@Nullable Object tree) {
        return Json.write(tree);
    }
}
