package io.sublet.manager.reconcile;

/** One concern of one node, or of the object that the concern is about. */
public record Work(Concern concern, String node) {
    @Override
    public String toString() {
        return concern.label() + " of " + node;
    }
}
