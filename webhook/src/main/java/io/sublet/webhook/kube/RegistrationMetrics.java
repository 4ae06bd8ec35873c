package io.sublet.webhook.kube;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What is counted about the webhook configurations. */
public final class RegistrationMetrics {
    private final MeterRegistry registry;

    /** Why a configuration was written. */
    public enum Cause {
        /** Other authorities sign, or will sign. */
        CERTIFICATES,
        /** Somebody had put other authorities in the place of the right ones. */
        OVERWRITTEN,
        /** Other pods can be selected. */
        REACH
    }

    public RegistrationMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Cause cause : Cause.values()) {
            writes(cause);
        }
    }

    void wrote(Cause cause) {
        writes(cause).increment();
    }

    private Counter writes(Cause cause) {
        return Counter.builder("sublet_webhook_registration_writes")
                .description(
                        "Changes of the webhook configurations by this replica; OVERWRITTEN repairs somebody's change")
                .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
