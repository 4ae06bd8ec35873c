package io.sublet.extender;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the verbs of both entries answer. */
@Readiness
@ApplicationScoped
public class FilledCaches implements HealthCheck {
    private final ExtenderApp app;

    FilledCaches(ExtenderApp app) {
        this.app = app;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("caches");
        String load = app.obstacle();
        String pin = app.pinObstacle();
        if (!load.isEmpty()) {
            response.withData("why", load);
        }
        if (!pin.isEmpty()) {
            response.withData("whyNoPins", pin);
        }
        boolean isReady = load.isEmpty() && pin.isEmpty();
        if (!isReady) {
            app.trouble().ifPresent(trouble -> response.withData("trouble", trouble));
        }
        return response.status(isReady).build();
    }
}
