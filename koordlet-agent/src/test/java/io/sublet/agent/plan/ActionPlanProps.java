package io.sublet.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ActionPlanProps {
    private static final Reason WHY = Reason.of(ModeReason.Restored);
    private static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");
    private static final List<CgroupPath> GROUPS = List.of(
            TIER, TIER.child("a"), TIER.child("a").child("c1"), TIER.child("a").child("c2"), TIER.child("b"));

    /** The fake kernel refuses a child outside its parent, so a plan that it takes was in order at every step. */
    @Property(seed = "20261126")
    void parentsContainTheirChildrenAtEveryStep(
            @ForAll @IntRange(min = 1, max = 255) int from,
            @ForAll @IntRange(min = 1, max = 255) int to,
            @ForAll @IntRange(min = 10, max = 4000) int quotaFrom,
            @ForAll @IntRange(min = 10, max = 4000) int quotaTo,
            @ForAll int seed) {
        FakeKernel kernel = new FakeKernel().groupV1("", "0-7").groupV1("kubepods", "0-7");
        GROUPS.forEach(group -> kernel.groupV1(group.path(), cpus(from).toString()));
        GROUPS.forEach(group -> kernel.put("/cg/cpu/" + group.path() + "/cpu.cfs_quota_us", "" + quotaFrom * 100));
        CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
        List<KnobAction> actions = new ArrayList<>();
        for (CgroupPath group : GROUPS) {
            actions.add(new Action.SetCpuset(group, cpus(to), WHY));
            actions.add(new Action.SetQuota(group, new CpuQuota(quotaTo * 100L), WHY));
        }
        Collections.shuffle(actions, new Random(seed));
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        actions.forEach(action -> observed.put(
                action.key(),
                cgroups.value(action.key().cgroup(), action.key().knob())
                        .toOptional()
                        .orElseThrow()));
        for (Write write :
                ActionPlan.of(List.copyOf(actions), observed, Map.of()).writes()) {
            assertThat(cgroups.write(write.key().cgroup(), write.key().knob(), write.value()))
                    .as("%s", write)
                    .isEqualTo(new FileResult.Done());
        }
        for (KnobAction action : actions) {
            assertThat(cgroups.value(action.key().cgroup(), action.key().knob()).toOptional())
                    .isEqualTo(action.value());
        }
    }

    private static CpuSet cpus(int mask) {
        return CpuSet.of(IntStream.range(0, 8).filter(cpu -> (mask >> cpu & 1) == 1));
    }
}
