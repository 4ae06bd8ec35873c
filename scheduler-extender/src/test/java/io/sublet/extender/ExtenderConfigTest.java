package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExtenderConfigTest {
    @Test
    void defaultsAreThoseOfTheReference() {
        ExtenderConfig config = config(Map.of());

        assertThat(config.schedulerNames()).containsExactly("koord-scheduler");
        assertThat(config.configNamespace()).isEmpty();
        assertThat(config.configName()).isEqualTo("slo-controller-config");
        assertThat(config.softLoadTtl()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.limits().inFlight()).isEqualTo(16);
        assertThat(config.limits().deadline()).isEqualTo(Duration.ofMillis(240));
        assertThat(config.limits().body()).isEqualTo(128L << 20);
        assertThat(config.feed().publishInterval()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.feed().maxDisconnect()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void everyKeyCanBeSet() {
        ExtenderConfig config = config(Map.of(
                "scheduler-names", "a,b",
                "config-namespace", "ns",
                "config-name", "name",
                "soft-load-ttl", "3s",
                "limits.in-flight", "5",
                "limits.deadline", "80ms",
                "limits.body", "1024",
                "feed.publish-interval", "1s",
                "feed.max-disconnect", "5m"));

        assertThat(config.schedulerNames()).containsExactly("a", "b");
        assertThat(config.configNamespace()).contains("ns");
        assertThat(config.configName()).isEqualTo("name");
        assertThat(config.softLoadTtl()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.limits().inFlight()).isEqualTo(5);
        assertThat(config.limits().deadline()).isEqualTo(Duration.ofMillis(80));
        assertThat(config.limits().body()).isEqualTo(1024);
        assertThat(config.feed().publishInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.feed().maxDisconnect()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void anUnknownKeyStopsTheStart() {
        assertThatThrownBy(() -> config(Map.of("limits.in-fight", "1"))).hasMessageContaining("in-fight");
    }

    private static ExtenderConfig config(Map<String, String> keys) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ExtenderConfig.class);
        keys.forEach((key, value) ->
                builder.withSources(new PropertiesConfigSource(Map.of("sublet.extender." + key, value), key, 100)));
        return builder.build().getConfigMapping(ExtenderConfig.class);
    }
}
