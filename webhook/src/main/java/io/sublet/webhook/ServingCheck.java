package io.sublet.webhook;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the profiles are known and the server has answered its own calls. */
@Readiness
final class ServingCheck implements HealthCheck {
    private final WebhookProgram program;

    ServingCheck(WebhookProgram program) {
        this.program = program;
    }

    @Override
    public HealthCheckResponse call() {
        String obstacle = program.obstacle();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("webhook serves").status(obstacle.isEmpty());
        if (!obstacle.isEmpty()) {
            response.withData("why", obstacle);
        }
        return response.build();
    }
}
