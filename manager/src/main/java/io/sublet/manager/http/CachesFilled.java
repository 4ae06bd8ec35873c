package io.sublet.manager.http;

import io.sublet.manager.ControlLoop;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready is who could lead at once: every cache is filled. Whether it does lead makes no difference. */
@Readiness
@ApplicationScoped
public class CachesFilled implements HealthCheck {
    private final ControlLoop loop;

    public CachesFilled(ControlLoop loop) {
        this.loop = loop;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("caches")
                .status(loop.isWarm())
                .withData("unfilled", String.join(",", loop.unfilled()))
                .withData("leads", loop.leads());
        if (!loop.isWarm()) {
            loop.trouble().ifPresent(trouble -> response.withData("trouble", trouble));
        }
        return response.build();
    }
}
