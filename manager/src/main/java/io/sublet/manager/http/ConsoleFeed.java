package io.sublet.manager.http;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sublet.crds.config.ConfigKey;
import io.sublet.manager.ControlLoop;
import io.sublet.manager.ManagerConfig;
import io.sublet.manager.config.KeyReport;
import io.sublet.manager.console.ConsoleDocuments;
import io.sublet.manager.console.FleetPicture;
import io.sublet.manager.console.MinuteRing;
import io.sublet.manager.console.Timeline;
import io.sublet.manager.view.NodeView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the console is made of: a picture at most some seconds old however many people look, and the minutes before. */
@ApplicationScoped
public class ConsoleFeed {
    private static final Logger LOG = Logger.getLogger(ConsoleFeed.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int DECISIONS = 50;
    private static final String OWN = "this manager's own minutes";

    private final ControlLoop loop;
    private final boolean enabled;
    private final Optional<PrometheusHistory> prometheus;
    private final MinuteRing minutes = new MinuteRing();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("console").factory());
    private @Nullable FleetPicture last;

    public ConsoleFeed(ControlLoop loop, ManagerConfig config) {
        this.loop = loop;
        this.enabled = config.console().enabled();
        this.prometheus = config.console().prometheusUrl().map((URI base) -> new PrometheusHistory(base));
    }

    void start(@Observes StartupEvent event) {
        if (enabled) {
            var _ = timer.scheduleWithFixedDelay(this::keepMinute, 1, 60, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    boolean isEnabled() {
        return enabled;
    }

    private void keepMinute() {
        try {
            if (loop.isWarm()) {
                minutes.add(FleetPicture.of(loop.view(), loop.config()::isSwitchedOff, Instant.now()));
            }
        } catch (RuntimeException e) {
            LOG.error("A bug was caught, the console has no point for this minute", e);
        }
    }

    synchronized FleetPicture picture() {
        Instant now = Instant.now();
        FleetPicture known = last;
        if (known == null || Duration.between(known.at(), now).compareTo(FRESH) > 0) {
            known = FleetPicture.of(loop.view(), loop.config()::isSwitchedOff, now);
            last = known;
        }
        return known;
    }

    ConsoleDocuments.Around around() {
        return new ConsoleDocuments.Around(
                Optional.ofNullable(ConsoleFeed.class.getPackage().getImplementationVersion())
                        .orElse(""),
                loop.leads(),
                loop.config()
                        .inForce()
                        .get(ConfigKey.COLOCATION)
                        .map(config -> config.cluster().enabled()),
                KeyReport.of(
                        loop.config(),
                        loop.view().nodes().stream().map(NodeView::labels).toList()),
                loop.capacity().ledger().latest(DECISIONS));
    }

    /** Prometheus has the past of all agents and of every manager; where it is not, or does not answer, a process has its own. */
    Timeline history(Duration back) {
        Instant now = Instant.now();
        if (prometheus.isEmpty()) {
            return new Timeline(OWN, minutes.since(now, back));
        }
        return switch (prometheus.get().since(now, back)) {
            case PrometheusHistory.Answer.Found found -> found.timeline();
            case PrometheusHistory.Answer.Silent(String cause) ->
                new Timeline(OWN + ", as Prometheus does not answer: " + cause, minutes.since(now, back));
        };
    }
}
