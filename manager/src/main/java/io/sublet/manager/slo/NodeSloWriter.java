package io.sublet.manager.slo;

import io.sublet.manager.reconcile.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes NodeSLO objects. */
public interface NodeSloWriter {
    /**
     * Server-side apply; creates the object if there is none.
     *
     * @param force whether fields of others are taken over
     */
    Outcome apply(String node, Map<String, @Nullable Object> spec, boolean force);

    Outcome delete(String node);
}
