package io.sublet.crds.config;

import io.sublet.protocol.Quantities;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of the classes' network bandwidth. A number is a percentage of the node's bandwidth, a text a quantity; the two are
 * never added to one another, so all requests of one direction must be of one kind.
 */
final class NetworkBounds {
    private static final List<String> CLASSES = List.of("lsrClass", "lsClass", "beClass");
    private static final List<String> DIRECTIONS = List.of("ingress", "egress");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** An amount of bandwidth, and what kind of number it is. */
    private record Bandwidth(boolean isPercent, BigDecimal value) {}

    private NetworkBounds() {}

    static void check(FieldReader qos) {
        for (String direction : DIRECTIONS) {
            Map<String, Bandwidth> requests = new LinkedHashMap<>();
            for (String name : CLASSES) {
                FieldReader network = qos.inner(name).inner("networkQOS");
                Optional<Bandwidth> request = read(network, direction + "Request");
                Optional<Bandwidth> limit = read(network, direction + "Limit");
                request.ifPresent(value -> requests.put(network.object().pathOf(direction + "Request"), value));
                request.ifPresent(r -> limit.ifPresent(l -> checkLimit(network, direction, r, l)));
            }
            checkSum(requests, qos.findings());
        }
    }

    /**
     * Where the quantities requested are more than the bandwidth that a node has. It is no violation, because the two stand in
     * different keys, and a node may say another bandwidth itself. A bandwidth of 0 is not known.
     */
    static List<Violation> overdrawn(Map<String, @Nullable Object> qos, Map<String, @Nullable Object> system) {
        BigDecimal bandwidth = new JsonObject(system, "")
                .text(SloSection.TOTAL_NETWORK_BANDWIDTH)
                .map(Quantities::parse)
                .orElse(BigDecimal.ZERO);
        List<Violation> warnings = new ArrayList<>();
        for (String direction : DIRECTIONS) {
            BigDecimal requested = requested(new JsonObject(qos, "clusterStrategy"), direction);
            if (bandwidth.signum() > 0 && requested.compareTo(bandwidth) > 0) {
                warnings.add(new Violation(
                        SloSection.QOS.key(),
                        "",
                        "the " + direction + " requests are " + requested.toPlainString() + " together, more than "
                                + SloSection.TOTAL_NETWORK_BANDWIDTH + " of " + SloSection.SYSTEM.key() + ", which is "
                                + bandwidth.toPlainString()));
            }
        }
        return warnings;
    }

    private static BigDecimal requested(JsonObject qos, String direction) {
        FieldReader fields = new FieldReader(qos, Findings.of(""));
        return CLASSES.stream()
                .map(name -> read(fields.inner(name).inner("networkQOS"), direction + "Request"))
                .flatMap(Optional::stream)
                .filter(request -> !request.isPercent)
                .map(Bandwidth::value)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Optional<Bandwidth> read(FieldReader network, String field) {
        Object value = network.object().fields().get(field);
        if (!(value instanceof String text)) {
            return network.integer(field, 0, 100).map(percent -> new Bandwidth(true, BigDecimal.valueOf(percent)));
        }
        return network.findings()
                .attempt(() -> Quantities.parse(text))
                .filter(quantity -> {
                    if (quantity.signum() < 0) {
                        network.findings()
                                .reject(network.object().pathOf(field) + " must not be negative, was " + text);
                    }
                    return quantity.signum() >= 0;
                })
                .map(quantity -> new Bandwidth(false, quantity));
    }

    private static void checkLimit(FieldReader network, String direction, Bandwidth request, Bandwidth limit) {
        boolean unlimited = limit.value.signum() == 0;
        if (!unlimited && request.isPercent == limit.isPercent && request.value.compareTo(limit.value) > 0) {
            network.findings()
                    .reject(network.object().pathOf(direction + "Request") + " must not be over " + direction
                            + "Limit, was " + request.value.toPlainString() + " with " + limit.value.toPlainString());
        }
    }

    private static void checkSum(Map<String, Bandwidth> requests, Findings findings) {
        // Nothing requested is nothing in either kind.
        Map<String, Bandwidth> positive = new LinkedHashMap<>(requests);
        positive.values().removeIf(request -> request.value.signum() == 0);
        List<String> percents = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, Bandwidth> request : positive.entrySet()) {
            if (request.getValue().isPercent) {
                percents.add(request.getKey());
                sum = sum.add(request.getValue().value);
            }
        }
        if (!percents.isEmpty() && percents.size() < positive.size()) {
            findings.reject(String.join(", ", positive.keySet())
                    + " must all be percentages or all be quantities, because they cannot be added otherwise");
        }
        if (sum.compareTo(HUNDRED) > 0) {
            findings.reject(
                    String.join(", ", percents) + " must be 100 percent or less together, were " + sum.toPlainString());
        }
    }
}
