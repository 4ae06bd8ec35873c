package io.sublet.extender.rank;

import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/**
 * Amounts by resource name, in the units of the scheduler: {@code cpu} in milli-CPU, every other resource in whole units
 * (bytes; milli-CPU for batch-cpu and mid-cpu). A resource that is not there was not asked for.
 * Amounts are held within 0..2^53.
 */
public record ResourceAmounts(Map<String, Long> values) {
    public static final ResourceAmounts NONE = new ResourceAmounts(Map.of());

    /** More than any machine has, and far enough from overflow that a pod's containers can be added up. */
    public static final long LARGEST = 1L << 53;

    public ResourceAmounts {
        Map<String, Long> sane = HashMap.newHashMap(values.size());
        values.forEach((name, amount) -> sane.put(name, Math.clamp(amount, 0, LARGEST)));
        values = Map.copyOf(sane);
    }

    /**
     * Reads a resource list of the API; resources that play no part in ranking are left out.
     *
     * @param quantities by resource name
     * @throws JsonException if one of the resources of interest has no valid quantity
     */
    public static ResourceAmounts parse(Map<String, String> quantities) {
        Map<String, Long> amounts = new HashMap<>();
        quantities.forEach((name, quantity) -> {
            switch (name) {
                case ResourceNames.CPU ->
                    amounts.put(name, Quantities.parseCpu(quantity).value());
                case ResourceNames.MEMORY,
                        ResourceNames.BATCH_CPU,
                        ResourceNames.BATCH_MEMORY,
                        ResourceNames.MID_CPU,
                        ResourceNames.MID_MEMORY -> amounts.put(name, Quantities.parseCount(quantity));
                default -> {
                    // devices and storage are not load
                }
            }
        });
        return new ResourceAmounts(amounts);
    }

    /** The amount, 0 where it was not asked for. */
    public long of(String resource) {
        return values.getOrDefault(resource, 0L);
    }

    /** Whether something is asked for at all, amounts of 0 aside. */
    public boolean isZero() {
        return values.values().stream().allMatch(amount -> amount == 0);
    }

    public ResourceAmounts plus(ResourceAmounts other) {
        return merge(other, Math::addExact);
    }

    public ResourceAmounts max(ResourceAmounts other) {
        return merge(other, Math::max);
    }

    /** The other's amounts where it has one, these elsewhere. */
    public ResourceAmounts overriddenBy(ResourceAmounts other) {
        return merge(other, (mine, theirs) -> theirs);
    }

    /** This, with the other's amounts added only to resources that are asked for here. */
    public ResourceAmounts plusWhereSet(ResourceAmounts other) {
        Map<String, Long> sum = new HashMap<>(values);
        other.values.forEach((name, amount) -> sum.computeIfPresent(name, (key, mine) -> Math.addExact(mine, amount)));
        return new ResourceAmounts(sum);
    }

    private ResourceAmounts merge(ResourceAmounts other, LongBinaryOperator operator) {
        if (other.values.isEmpty()) {
            return this;
        }
        Map<String, Long> merged = new HashMap<>(values);
        other.values.forEach((name, amount) -> merged.merge(name, amount, operator::applyAsLong));
        return new ResourceAmounts(merged);
    }
}
