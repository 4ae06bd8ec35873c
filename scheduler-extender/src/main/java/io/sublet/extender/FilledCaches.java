package io.sublet.extender;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the verbs answer. */
@Readiness
@ApplicationScoped
public class FilledCaches implements HealthCheck {
    private final ExtenderApp app;

    FilledCaches(ExtenderApp app) {
        this.app = app;
    }

    @Override
    public HealthCheckResponse call() {
        String obstacle = app.obstacle();
        return obstacle.isEmpty()
                ? HealthCheckResponse.up("caches")
                : HealthCheckResponse.named("caches")
                        .down()
                        .withData("why", obstacle)
                        .build();
    }
}
