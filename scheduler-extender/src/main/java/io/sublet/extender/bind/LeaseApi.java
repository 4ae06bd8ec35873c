package io.sublet.extender.bind;

import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The Lease by which extenders agree on one of them. */
public interface LeaseApi {
    /**
     * What the Lease says.
     *
     * @param holder empty if it was given back
     * @param renewed by the holder's clock
     * @param duration how long a silent holder is believed to live
     * @param transitions how often the holder has changed
     * @param version the object's resource version, empty for a Lease that is not stored yet
     */
    record LeaseState(String holder, Instant renewed, Duration duration, int transitions, String version) {
        LeaseState heldBy(String who, Instant now, Duration howLong) {
            return new LeaseState(who, now, howLong, holder.equals(who) ? transitions : transitions + 1, version);
        }

        LeaseState givenBack(Instant now) {
            return new LeaseState("", now, duration, transitions, version);
        }
    }

    /** The Lease as it is now, empty if there is none. */
    Reading<Optional<LeaseState>> read();

    /**
     * Stores the Lease, provided that it is still of this version, or not there for the empty version.
     *
     * @return the state as stored; empty if somebody else was faster
     */
    Reading<Optional<LeaseState>> write(LeaseState state);
}
