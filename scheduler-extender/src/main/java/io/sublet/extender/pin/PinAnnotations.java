package io.sublet.extender.pin;

import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.NumaShare;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinRequest;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBindSpec;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.ResourceStatus;
import io.sublet.protocol.ResourceStatus.NumaNodeResources;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The annotations by which a pod and the agent of its node learn what it was given, and which a restart goes by. */
public final class PinAnnotations {
    private static final String REQUIRED = "requiredCPUBindPolicy";
    private static final String PREFERRED = "preferredCPUBindPolicy";

    private PinAnnotations() {}

    /**
     * What to write on a pod that is bound.
     *
     * @param ofNode the policy by which the node binds every pod, which is stronger than the pod's
     * @param present the pod's annotations
     */
    public static Map<String, String> of(PinPod pod, CpuBindPolicy ofNode, Placed placed, Map<String, String> present) {
        Map<String, String> written = new LinkedHashMap<>();
        ResourceStatus status = new ResourceStatus(
                placed.cpus(),
                placed.shares().stream().map(PinAnnotations::resources).toList());
        // A status that somebody else left would be taken for a claim.
        if (!status.equals(ResourceStatus.NONE) || present.containsKey(Annotations.RESOURCE_STATUS)) {
            written.put(Annotations.RESOURCE_STATUS, status.render());
        }
        if (!placed.cpus().isEmpty()) {
            spec(pod.request(), ofNode, present.get(Annotations.RESOURCE_SPEC))
                    .ifPresent(spec -> written.put(Annotations.RESOURCE_SPEC, spec));
        }
        return written;
    }

    /** The spec with the policies that were implied, so that the agent sees them; empty if it says them itself. */
    private static Optional<String> spec(PinRequest request, CpuBindPolicy ofNode, @Nullable String present) {
        CpuBindSpec said = CpuBindSpec.parse(present).valid().orElse(CpuBindSpec.NONE);
        CpuBindPolicy policy = ofNode.binds() ? ofNode : request.policy();
        Map<String, String> implied = new LinkedHashMap<>();
        boolean isRequired = ofNode.binds() || request.required().binds();
        if (isRequired && isOpen(said.required())) {
            implied.put(REQUIRED, policy.wireName());
        }
        boolean saysNothing = said.required() == CpuBindPolicy.NONE && said.preferred() == CpuBindPolicy.NONE;
        if (said.preferred() == CpuBindPolicy.DEFAULT || (saysNothing && !isRequired)) {
            implied.put(PREFERRED, policy.wireName());
        }
        if (implied.isEmpty()) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (present != null) {
            fields.putAll(Json.parseObject(present).fields());
        }
        fields.putAll(implied);
        return Optional.of(Json.write(fields));
    }

    private static boolean isOpen(CpuBindPolicy policy) {
        return policy == CpuBindPolicy.NONE || policy == CpuBindPolicy.DEFAULT;
    }

    private static NumaNodeResources resources(NumaShare share) {
        Map<String, String> quantities = new TreeMap<>();
        Amounts amounts = share.amounts();
        if (amounts.cpu().value() > 0) {
            quantities.put(ResourceNames.CPU, Quantities.format(amounts.cpu()));
        }
        if (amounts.memory().value() > 0) {
            quantities.put(ResourceNames.MEMORY, Quantities.format(amounts.memory()));
        }
        amounts.others().forEach((name, amount) -> {
            if (amount > 0) {
                quantities.put(name, Quantities.formatCount(amount));
            }
        });
        return new NumaNodeResources(share.node(), quantities);
    }

    /**
     * The shares that a status speaks of.
     *
     * @throws JsonException if an amount is no quantity, or none that a machine could have
     */
    static List<NumaShare> shares(ResourceStatus status) {
        List<NumaShare> shares = new ArrayList<>();
        Map<String, Long> sums = new HashMap<>();
        for (NumaNodeResources node : status.numaNodes()) {
            Amounts amounts = Amounts.NONE;
            for (Map.Entry<String, String> resource : node.resources().entrySet()) {
                String name = resource.getKey();
                String quantity = resource.getValue();
                long amount = name.equals(ResourceNames.CPU)
                        ? Quantities.parseCpu(quantity).value()
                        : Quantities.parseCount(quantity);
                // none is more than the sum may be, so that the sum itself cannot overflow
                boolean possible = amount >= 0
                        && amount <= ResourceAmounts.LARGEST
                        && sums.merge(name, amount, Long::sum) <= ResourceAmounts.LARGEST;
                if (!possible) {
                    throw new JsonException("no machine has so much " + name + ": " + quantity);
                }
                amounts = switch (name) {
                    case ResourceNames.CPU -> amounts.withCpu(new MilliCpu(amount));
                    case ResourceNames.MEMORY -> new Amounts(amounts.cpu(), new Bytes(amount), amounts.others());
                    default -> amounts.with(name, amount);
                };
            }
            shares.add(new NumaShare(node.node(), amounts));
        }
        return shares;
    }
}
