package io.sublet.agent.decide.memory;

import io.sublet.agent.cluster.ApiAmounts;
import io.sublet.agent.cluster.ContainerView;
import io.sublet.model.slo.MemoryQos;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel keeps for a container of its memory, in whole pages of 4 KiB.
 *
 * @param min never reclaimed
 * @param low reclaimed last; not below {@code min} unless zero
 * @param high where allocations are slowed down; empty for nowhere
 */
record MemoryShare(Bytes min, Bytes low, Optional<Bytes> high) {
    static final MemoryShare NOTHING = new MemoryShare(Bytes.ZERO, Bytes.ZERO, Optional.empty());

    private static final long PAGE = 4096;

    private static final List<String> KINDS =
            List.of(ResourceNames.MEMORY, ResourceNames.BATCH_MEMORY, ResourceNames.MID_MEMORY);

    /**
     * Of one container.
     *
     * @param node what pods may have of the node's memory, which stands in for a limit that is not given; empty while not known
     */
    static MemoryShare of(ContainerView container, MemoryQos qos, Optional<Bytes> node) {
        if (!qos.enabled()) {
            return NOTHING;
        }
        Optional<Bytes> limit = amount(container.limits());
        Bytes request = amount(container.requests()).or(() -> limit).orElse(Bytes.ZERO);
        Bytes min = pages(request.times(qos.min()));
        Bytes low = pages(request.times(qos.low()));
        Optional<Bytes> high = qos.high().isPresent()
                ? high(Bytes.ZERO, limit, qos.high().get(), min)
                : high(request, limit.or(() -> node), qos.throttling(), min);
        return new MemoryShare(min, low.value() > 0 ? low.max(min) : low, high);
    }

    /** Between a floor and the limit, and never within what is kept. */
    private static Optional<Bytes> high(Bytes floor, Optional<Bytes> limit, Percent throttling, Bytes min) {
        if (throttling.value() == 0 || limit.isEmpty()) {
            return Optional.empty();
        }
        Bytes above = limit.get().minus(floor).atLeastZero().times(throttling);
        Bytes high = pages(floor.plus(above)).max(min);
        return high.value() > 0 ? Optional.of(high) : Optional.empty();
    }

    private static Bytes pages(Bytes amount) {
        return new Bytes(amount.value() / PAGE * PAGE);
    }

    private static Optional<Bytes> amount(Map<String, String> quantities) {
        for (String kind : KINDS) {
            String text = quantities.get(kind);
            if (text != null) {
                try {
                    return Optional.of(new Bytes(ApiAmounts.of(kind, text)));
                } catch (JsonException e) {
                    // The API server has checked it; what cannot be read keeps nothing.
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
