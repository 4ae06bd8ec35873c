package io.sublet.agent;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which mode is in force. The cluster's switch is stronger than the Node's label, and that than the configuration. While the Node is
 * unknown, what was in force before stays so, and nothing is enforced at first. A change is confirmed by an event as soon as what
 * the new mode must not hold has been given back.
 */
final class ModeSwitch {
    private static final Logger log = LoggerFactory.getLogger(ModeSwitch.class);

    private final Mode configured;
    private final Announcer announcer;
    private Optional<Mode> inForce = Optional.empty();
    private boolean byCluster;
    private boolean confirmed = true;

    ModeSwitch(Mode configured, Announcer announcer) {
        this.configured = configured;
        this.announcer = announcer;
    }

    /** The mode for what has been observed. */
    Mode next(Observation seen) {
        boolean off = seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo rules)
                && rules.extensions().disabled();
        if (off) {
            change(Mode.OFF, true);
        } else if (seen.node() instanceof Reading.Value<NodeView>(NodeView node)) {
            change(node.mode().orElse(configured), false);
        }
        return current();
    }

    /** The mode of the last observation. */
    Mode current() {
        return inForce.orElse(Mode.OBSERVE);
    }

    private void change(Mode wanted, boolean cluster) {
        if (!inForce.equals(Optional.of(wanted))) {
            // A process that has just begun says what it does, but has changed nothing that would need a confirmation.
            confirmed = inForce.isEmpty() && wanted == Mode.ENFORCE;
            log.info("The mode is {} configured={} byCluster={}", wanted.wireName(), configured.wireName(), cluster);
            inForce = Optional.of(wanted);
        }
        byCluster = cluster;
    }

    boolean isKnown() {
        return inForce.isPresent();
    }

    boolean isEnforced() {
        return inForce.filter(Mode.ENFORCE::equals).isPresent();
    }

    /** Why what is held has to be given back. */
    ModeReason reason() {
        return byCluster ? ModeReason.ColocationDisabled : ModeReason.ModeChanged;
    }

    /**
     * To be called at the end of a tick: tells of the mode once it is brought about.
     *
     * @param restored whether all values are what they were without an agent
     */
    void confirm(boolean restored) {
        if (confirmed || inForce.isEmpty() || (!isEnforced() && !restored)) {
            return;
        }
        confirmed = true;
        String mode = inForce.get().wireName();
        announcer.tell(
                inForce.get() == Mode.OFF ? "ColocationOff" : "ColocationMode",
                isEnforced()
                        ? "The node's agent acts: its mode is " + mode + "."
                        : "Everything that the node's agent had changed is given back: its mode is " + mode
                                + (byCluster ? ", by the cluster's switch." : "."));
    }
}
