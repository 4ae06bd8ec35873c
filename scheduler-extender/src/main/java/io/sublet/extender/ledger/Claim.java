package io.sublet.extender.ledger;

import io.sublet.extender.pin.HeldPod;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinRequest;

/**
 * What a pod has been promised on a node and the watch has not shown yet. Each change makes another object, and only whoever
 * has the current one may change it.
 *
 * @param request for which the promise was made
 * @param placed what was promised
 * @param stage how far the binding is
 * @param mayBeWritten whether an earlier request to the API server, of unknown outcome, may still take effect
 * @param deadline by the monotonic clock, when somebody must look after it
 */
public record Claim(
        String node, HeldPod pod, PinRequest request, Placed placed, Stage stage, boolean mayBeWritten, long deadline) {

    /** How far a binding is. */
    public enum Stage {
        /** The API server is being asked. */
        BINDING("binding"),
        /** What the API server did is not known. */
        UNSETTLED("unsettled"),
        /** The API server has bound the pod. */
        BOUND("bound");

        private final String label;

        Stage(String label) {
            this.label = label;
        }

        /** For metrics. */
        public String label() {
            return label;
        }
    }

    Claim to(Stage next, long until) {
        return new Claim(node, pod, request, placed, next, mayBeWritten || next == Stage.UNSETTLED, until);
    }
}
