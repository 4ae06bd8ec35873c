package io.sublet.manager.zone;

import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.view.ZoneView;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.NormalizedCpu;
import java.util.List;
import java.util.Optional;

/** Writes the batch resources of a node's zones. */
public interface ZoneWriter {
    /** What a zone is to show of batch. */
    record Amounts(NormalizedCpu cpu, Bytes memory) {}

    /**
     * One zone that has to change.
     *
     * @param index where it stands in the object
     * @param before as it was seen
     * @param amounts empty removes batch from the zone
     */
    record ZoneChange(int index, ZoneView before, Optional<Amounts> amounts) {}

    /**
     * In one request; either all zones are changed or none.
     *
     * @param version of the object as it was seen; the write is refused if there is a newer one
     */
    Outcome write(String node, String version, List<ZoneChange> changes);
}
