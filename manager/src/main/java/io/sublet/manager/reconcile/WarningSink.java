package io.sublet.manager.reconcile;

import io.sublet.model.reason.Reason;

/** Where warnings go that a person should see on an object: Kubernetes events. */
public interface WarningSink {
    /** Which object. */
    record Subject(String apiVersion, String kind, String namespace, String name) {}

    /** Publishes the warning soon, unless the same one was published lately; never fails. */
    void warn(Subject subject, Reason reason);
}
