package io.sublet.agent.act;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.GiveBack;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.TierMember;
import io.sublet.agent.observe.TierReader;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import io.sublet.model.reason.ReasonCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives every held knob that nobody else has changed meanwhile its original value back, without a cluster: after a crash, at the end, on request.
 */
public final class Restore {
    /** The tree may change while it is restored: a pod that starts can refuse the first attempt. */
    private static final int ROUNDS = 3;

    private final CgroupFs cgroups;
    private final KernelActuator actuator;

    public Restore(CgroupFs cgroups, KernelActuator actuator) {
        this.cgroups = cgroups;
        this.actuator = actuator;
    }

    /** Restores; all is well if {@link Actuator#held()} is empty afterwards. */
    public List<Outcome> run(ReasonCode why, long nanoTime) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int round = 0; round < ROUNDS && !actuator.held().isEmpty(); round++) {
            Map<KnobKey, KnobValue> held = actuator.held();
            Map<KnobKey, KnobValue> observed = observe(held);
            List<Action> actions = GiveBack.of(any -> true, held, observed, Reason.of(why));
            // What was rejected is tried again at once; there may be no later tick to do it.
            actuator.insist();
            outcomes.addAll(actuator.apply(ActionPlan.of(actions, observed, held), nanoTime));
        }
        return outcomes;
    }

    /** What of the kernel's values is not what it was without an agent. */
    public Holding left() {
        return new Holding(actuator.held().size(), actuator.ofLaterVersions());
    }

    /** As {@link #run}, for the command line. */
    public List<Outcome> onRequest(long nanoTime) {
        return run(ModeReason.Restored, nanoTime);
    }

    private Map<KnobKey, KnobValue> observe(Map<KnobKey, KnobValue> held) {
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        TierReader tiers = new TierReader(cgroups);
        for (KnobKey key : held.keySet()) {
            put(key, observed);
            if (key.knob() == Knob.CPUSET
                    && !held.containsKey(new KnobKey(key.cgroup().parent(), Knob.CPUSET))) {
                for (TierMember member : tiers.members(key.cgroup())) {
                    CgroupPath path = member.path();
                    put(new KnobKey(path, Knob.CPUSET), observed);
                }
            }
        }
        return observed;
    }

    private void put(KnobKey key, Map<KnobKey, KnobValue> observed) {
        cgroups.value(key.cgroup(), key.knob()).toOptional().ifPresent(value -> observed.put(key, value));
    }
}
