package io.sublet.agent.decide.watermark;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.WatermarkMetric;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.slo.WatermarkRule.Comparison;
import io.sublet.model.slo.WatermarkRule.Mark;
import io.sublet.model.slo.WatermarkRule.Response;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Rules and pods for tests: a rule passes above 80 after 30 s and ends at 60 after 30 s. */
final class Rules {
    static final Signal NODE_CPU = new Signal.OfNode(WatermarkMetric.NODE_CPU_USAGE);
    static final Response THROTTLE = new Response.Throttle(new Percent(50), new Percent(10));

    private Rules() {}

    static WatermarkRule rule(Signal signal, Response response) {
        return rule(signal, response, BigDecimal.valueOf(80), BigDecimal.valueOf(60));
    }

    /** It passes and ends at the same value. */
    static WatermarkRule rule(Signal signal, Response response, BigDecimal value) {
        return rule(signal, response, value, value);
    }

    private static WatermarkRule rule(Signal signal, Response response, BigDecimal trigger, BigDecimal restore) {
        return new WatermarkRule(
                "rule",
                signal,
                Comparison.ABOVE,
                new Mark(trigger, Duration.ofSeconds(30)),
                new Mark(restore, Duration.ofSeconds(30)),
                response,
                Duration.ofSeconds(100),
                false);
    }

    static WatermarkRule dry(WatermarkRule rule) {
        return new WatermarkRule(
                rule.name(),
                rule.signal(),
                rule.comparison(),
                rule.trigger(),
                rule.restore(),
                rule.response(),
                rule.coolDown(),
                true);
    }

    /** A pod whose uid is its name, and which asks for one CPU of its tier. */
    static PodView pod(String name, QosClass qos, int priority) {
        KubeQos kubeQos = qos == QosClass.BE ? KubeQos.BEST_EFFORT : KubeQos.BURSTABLE;
        Map<String, String> request = qos == QosClass.BE ? Map.of(ResourceNames.BATCH_CPU, "1000") : Map.of("cpu", "1");
        return new PodView(
                new PodRef("default", name, name),
                name,
                kubeQos,
                qos,
                qos == QosClass.BE ? PriorityClass.BATCH : PriorityClass.PROD,
                true,
                new PodView.Life(Instant.EPOCH, false),
                new PodView.Marks(OptionalInt.of(priority), Map.of(Labels.POD_QOS, qos.name(), "app", name), Map.of()),
                CpuSet.EMPTY,
                Map.of(),
                List.of(new ContainerView(
                        "c", ContainerView.Kind.MAIN, Optional.of("containerd://c"), request, Map.of())));
    }
}
