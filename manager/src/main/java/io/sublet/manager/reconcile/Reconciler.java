package io.sublet.manager.reconcile;

/** Brings one concern of a node to where it should be, from the view alone: it does not matter what happened before. */
@FunctionalInterface
public interface Reconciler {
    /** One pass; never two at once for one node. */
    Pass reconcile(String node);
}
