package io.sublet.model.slo;

/**
 * How pods share the node's network: {@code networkQOS}. What comes in is measured where it leaves the node's side of a pod.
 *
 * @param ingressGuaranteed bandwidth that is kept for what comes in
 * @param ingressCeiling most that may come in
 * @param egressGuaranteed bandwidth that is kept for what goes out
 * @param egressCeiling most that may go out
 */
public record NetworkQos(
        boolean enabled,
        Bandwidth ingressGuaranteed,
        Bandwidth ingressCeiling,
        Bandwidth egressGuaranteed,
        Bandwidth egressCeiling) {
    public static final NetworkQos NONE =
            new NetworkQos(false, Bandwidth.unset(), Bandwidth.unset(), Bandwidth.unset(), Bandwidth.unset());
}
