package io.sublet.extender.rank;

import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.Collection;
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
     * Reads a resource list of the API, which takes amounts that have no place in these units: more cores than can be counted in
     * milli-CPU.
     *
     * @param quantities by resource name
     * @throws JsonException if one is no valid quantity
     */
    public static ResourceAmounts parse(Map<String, String> quantities) {
        Map<String, Long> amounts = HashMap.newHashMap(quantities.size());
        quantities.forEach((name, quantity) -> amounts.put(name, amount(name, quantity)));
        return new ResourceAmounts(amounts);
    }

    private static long amount(String name, String quantity) {
        try {
            return name.equals(ResourceNames.CPU)
                    ? Quantities.parseCpu(quantity).value()
                    : Quantities.parseCount(quantity);
        } catch (JsonException outOfRange) {
            return Quantities.parse(quantity).signum() > 0 ? LARGEST : 0;
        }
    }

    /** All of them together. */
    public static ResourceAmounts sum(Collection<ResourceAmounts> parts) {
        Map<String, Long> sum = new HashMap<>();
        parts.forEach(part ->
                part.values.forEach((name, amount) -> sum.merge(name, amount, (a, b) -> Math.min(LARGEST, a + b))));
        return new ResourceAmounts(sum);
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
