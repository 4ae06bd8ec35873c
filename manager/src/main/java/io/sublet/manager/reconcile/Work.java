package io.sublet.manager.reconcile;

/** One concern of one node. */
public record Work(Concern concern, String node) {
    @Override
    public String toString() {
        return concern.label() + " of " + node;
    }
}
