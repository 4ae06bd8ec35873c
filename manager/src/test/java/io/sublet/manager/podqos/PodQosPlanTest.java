package io.sublet.manager.podqos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.PodQosView;
import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodQosPlanTest {
    /** For pods with the label {@code app=reports} in namespaces with the label {@code team=x}. */
    private static final PodQosView OBJECT = new PodQosView(
            "reports",
            1,
            0,
            new Parsed.Valid<>(new PodQosRule(
                    "reports",
                    new PodSelector(
                            new LabelSelector(Map.of("app", "reports"), List.of()),
                            Optional.empty(),
                            OptionalInt.empty(),
                            OptionalInt.empty(),
                            Set.of()),
                    Optional.empty(),
                    0,
                    PodQosRule.Cpu.NONE,
                    PodQosRule.Memory.NONE)),
            Optional.of(new LabelSelector(Map.of("team", "x"), List.of())),
            Optional.empty());

    /** Pods are listed while the namespaces are; with a label left out they would match no rule until they were listed again. */
    @Test
    void theLabelsOfARuleAreKnownBeforeItsNamespacesAre() {
        PodQosPlan plan = PodQosPlan.of(List.of(OBJECT), Optional.empty());

        assertThat(plan.rules()).isEmpty();
        assertThat(plan.labelKeys()).containsExactly("app");
        assertThat(PodQosPlan.of(List.of(OBJECT), Optional.of(Map.of())).labelKeys())
                .isEqualTo(plan.labelKeys());
    }
}
