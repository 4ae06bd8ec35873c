package io.sublet.agent.cluster;

import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.Parsed;
import java.util.Optional;

/**
 * The policy in force and what became of the last change.
 *
 * @param inForce the last valid policy; the default one (nothing enabled) without an object; missing until known
 * @param rejected why the newest object is not in force, if it is not
 */
public record SloState(Reading<NodeSlo> inForce, Optional<String> rejected) {
    public static final SloState UNKNOWN =
            new SloState(Reading.missing("NodeSLO has not been read yet"), Optional.empty());

    /** The state after the object was read: an invalid one leaves the last good policy in force. */
    public SloState next(Parsed<NodeSlo> read) {
        return switch (read) {
            case Parsed.Absent<NodeSlo>() -> new SloState(Reading.of(NodeSlo.DEFAULT), Optional.empty());
            case Parsed.Valid<NodeSlo>(NodeSlo slo) -> new SloState(Reading.of(slo), Optional.empty());
            case Parsed.Invalid<NodeSlo>(String why) ->
                new SloState(
                        inForce.isMissing()
                                ? Reading.missing("the only NodeSLO ever read is invalid: " + why)
                                : inForce,
                        Optional.of(why));
        };
    }
}
