package io.sublet.agent.act;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node of cgroup v1 with four CPUs, a best-effort tier and a pod in it, of which an actuator changes something. */
final class ActuatedNode {
    static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");
    static final CgroupPath POD = TIER.child("podx");
    static final Reason WHY = Reason.of(ModeReason.Restored);
    static final long NOW = 1_000_000_000_000L;
    static final long SECOND = 1_000_000_000L;

    final FakeKernel kernel = new FakeKernel()
            .groupV1("", "0-3")
            .groupV1("kubepods", "0-3")
            .groupV1(TIER.path(), "0-3")
            .groupV1(POD.path(), "0-3");
    final FakeStore store = new FakeStore();
    final CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);

    KernelActuator actuator() {
        return new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
    }

    void restore(KernelActuator actuator) {
        new Restore(cgroups, actuator).onRequest(NOW + 3600 * SECOND);
    }

    static List<Action> quota(long micros) {
        return List.of(new Action.SetQuota(TIER, new CpuQuota(micros), WHY));
    }

    static List<Action> cpus(CpuSet cpus) {
        return List.of(new Action.SetCpuset(TIER, cpus, WHY), new Action.SetCpuset(POD, cpus, WHY));
    }

    List<String> results(KernelActuator actuator, List<Action> actions, long now) {
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        for (Action any : actions) {
            KnobAction action = (KnobAction) any;
            cgroups.value(action.key().cgroup(), action.key().knob())
                    .toOptional()
                    .ifPresent(value -> observed.put(action.key(), value));
        }
        return actuator.apply(ActionPlan.of(actions, observed, actuator.held()), now).stream()
                .map(Outcome::result)
                .toList();
    }
}
