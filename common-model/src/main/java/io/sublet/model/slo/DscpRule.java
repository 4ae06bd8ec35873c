package io.sublet.model.slo;

import io.sublet.model.pod.PriorityClass;
import java.util.Map;
import java.util.Optional;

/**
 * How the packets of pods are marked for the routers behind the node.
 *
 * @param byTier a tier that is not named keeps the marks that its pods set themselves
 */
public record DscpRule(Map<PriorityClass, Dscp> byTier) {
    /** Nothing is marked. */
    public static final DscpRule NONE = new DscpRule(Map.of());

    public DscpRule {
        byTier = Map.copyOf(byTier);
    }

    public Optional<Dscp> of(PriorityClass tier) {
        return Optional.ofNullable(byTier.get(tier));
    }
}
