package io.sublet.manager.podqos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.NodeSloView;
import io.sublet.manager.view.PodQosStatus;
import io.sublet.manager.view.PodQosView;
import io.sublet.manager.view.PodView;
import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.SloExtensionsDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodQosTallyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static PodQosView object(String name, int precedence, Map<String, String> labels) {
        PodQosRule rule = new PodQosRule(
                name,
                new PodSelector(
                        new LabelSelector(labels, List.of()),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Set.of()),
                Optional.empty(),
                0,
                PodQosRule.Cpu.NONE,
                PodQosRule.Memory.NONE);
        return new PodQosView(name, 3, precedence, new Parsed.Valid<>(rule), Optional.empty(), Optional.empty());
    }

    private static PodView pod(String name, String node, Map<String, String> labels) {
        return new PodView(
                "default/" + name,
                node,
                PriorityClass.BATCH,
                QosClass.BE,
                CpuMemory.ZERO,
                List.of(),
                new PodSelector.Subject("default", labels, OptionalInt.empty(), QosClass.BE));
    }

    @SuppressWarnings("NullAway") // the nullness of a record's type arguments is not read from its class file
    private static Optional<NodeSloView> slo(String node, List<PodQosRule> rules) {
        return Optional.of(new NodeSloView(
                node,
                Map.of("extensions", SloExtensionsDocument.render(new SloExtensions(rules, List.of()))),
                Set.of(),
                Map.of()));
    }

    private final PodQosView all = object("all", 0, Map.of());
    private final PodQosView reports = object("reports", 1, Map.of("app", "reports"));
    private final PodQosView nobody = object("nobody", 9, Map.of("app", "none"));
    private final List<PodView> pods =
            List.of(pod("a", "n1", Map.of("app", "reports")), pod("b", "n1", Map.of()), pod("c", "n2", Map.of()));

    @Test
    void countsWhomEachRuleNamesAndGoverns() {
        PodQosPlan plan = PodQosPlan.of(List.of(all, reports, nobody), Optional.empty());

        Map<String, PodQosTally> tallies = PodQosTally.of(
                plan, pods, node -> node.equals("n1") ? slo(node, plan.forPods(pods.subList(0, 2))) : Optional.empty());

        assertThat(tallies)
                .isEqualTo(Map.of(
                        "all", new PodQosTally(3, 2, 2, 1),
                        "reports", new PodQosTally(1, 1, 1, 0),
                        "nobody", new PodQosTally(0, 0, 0, 0)));
        assertThat(PodQosTally.status(all, plan, tallies, NOW))
                .isEqualTo(new PodQosStatus(
                        3,
                        3,
                        2,
                        false,
                        "NodesPending",
                        "Some nodes have not been given the rule. pending=1 nodes=2",
                        NOW));
        assertThat(PodQosTally.status(reports, plan, tallies, NOW).ready()).isTrue();
        assertThat(PodQosTally.status(nobody, plan, tallies, NOW).reason()).isEqualTo("NoPods");
    }

    @Test
    void saysWhyAnObjectHasNoRule() {
        PodQosView broken = new PodQosView(
                "broken",
                1,
                0,
                new Parsed.Invalid<>("spec.selector must be given"),
                Optional.empty(),
                Optional.empty());
        PodQosView waiting = new PodQosView(
                "waiting",
                1,
                0,
                all.rule(),
                Optional.of(new LabelSelector(Map.of("team", "x"), List.of())),
                Optional.empty());
        PodQosPlan plan = PodQosPlan.of(List.of(broken, waiting), Optional.empty());

        assertThat(plan.rules()).isEmpty();
        assertThat(plan.labelKeys()).isEmpty();
        assertThat(PodQosTally.status(broken, plan, Map.of(), NOW).message()).contains("spec.selector must be given");
        assertThat(PodQosTally.status(waiting, plan, Map.of(), NOW).message())
                .contains("the namespaces are not known yet");
    }
}
