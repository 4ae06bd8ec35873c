package io.sublet.agent.observe;

import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.CpuRules;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Percent;
import java.util.List;
import java.util.Optional;

/** The policy of an observation in the making: suppression at 65 % by quota. */
final class SeenRules {
    CpuBurstRule burst = CpuBurstRule.DEFAULT;
    SchedulingRule scheduling = SchedulingRule.DEFAULT;
    ResourceQos resourceQos = ResourceQos.DEFAULT;
    EvictionRules evictionRules = EvictionRules.DEFAULT;
    SloExtensions extensions = SloExtensions.NONE;
    CpuSuppressRule rule =
            new CpuSuppressRule(true, new Percent(65), Optional.empty(), CpuSuppressRule.Policy.CFS_QUOTA);

    NodeSlo build() {
        return new NodeSlo(
                rule, true, List.of(), resourceQos, evictionRules, extensions, new CpuRules(burst, scheduling));
    }
}
