package io.sublet.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a kernel can answer, for each file that is written. */
class FaultTest {
    private static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");
    private static final Reason WHY = Reason.of(ModeReason.Restored);
    private static final long SECOND = 1_000_000_000L;
    private static final Map<String, Action> ACTIONS = Map.of(
            "/cg/cpu/kubepods/besteffort/cpu.cfs_quota_us",
            new Action.SetQuota(TIER, new CpuQuota(50_000), WHY),
            "/cg/cpuset/kubepods/besteffort/cpuset.cpus",
            new Action.SetCpuset(TIER, CpuSet.of(0, 1), WHY),
            "/cg/cpu/kubepods/besteffort/cpu.idle",
            new Action.SetIdle(TIER, WHY));

    private final FakeKernel kernel =
            new FakeKernel().groupV1("", "0-3").groupV1("kubepods", "0-3").groupV1(TIER.path(), "0-3");
    private final FakeStore store = new FakeStore();
    private final CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    private final KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));

    @ParameterizedTest
    @EnumSource(names = {"ENOSPC", "EBUSY", "EINVAL", "EPERM", "EIO", "EACCES", "EROFS", "ERANGE"})
    void aRefusedWriteChangesNothingIsNamedAndTriedAgain(Errno errno) {
        Map<String, String> before = kernel.snapshot();
        ACTIONS.forEach((file, action) -> {
            kernel.beforeWrite(() -> kernel.refuse(file, errno));
            Outcome outcome = apply(action, 0);
            assertThat(outcome).as("%s", file).isInstanceOf(Outcome.Rejected.class);
            assertThat(outcome.problem()).isEqualTo(errno.name());
            assertThat(apply(action, SECOND / 2).result()).isEqualTo("deferred");
            kernel.beforeWrite(() -> {}).accept(file);
            assertThat(apply(action, 2 * SECOND).result()).isEqualTo("applied");
        });
        new Restore(cgroups, actuator).onRequest(3 * SECOND);
        assertThat(actuator.held()).isEmpty();
        assertThat(kernel.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"EPERM", "EIO", "EACCES"})
    void whatCannotBeReadIsNotWritten(Errno errno) {
        ACTIONS.forEach((file, action) -> {
            kernel.refuse(file, errno);
            Outcome outcome = apply(action, 0);
            assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
            assertThat(outcome.problem()).contains(errno.name());
            kernel.accept(file);
        });
        assertThat(kernel.writes()).isEmpty();
        assertThat(actuator.held()).isEmpty();
    }

    /** One refusal says nothing about the other knobs of the plan. */
    @Test
    void theRestOfThePlanIsCarriedOut() {
        String refused = "/cg/cpuset/kubepods/besteffort/cpuset.cpus";
        kernel.beforeWrite(() -> kernel.refuse(refused, Errno.EBUSY));
        List<Outcome> outcomes = actuator.apply(ActionPlan.of(List.copyOf(ACTIONS.values()), Map.of(), Map.of()), 0);
        assertThat(outcomes).extracting(Outcome::result).containsExactlyInAnyOrder("applied", "applied", "rejected");
    }

    @Test
    void aKernelThatShowsAnotherValueThanWasWrittenIsNotTakenForAnotherWriter() {
        String file = "/cg/cpu/kubepods/besteffort/cpu.cfs_quota_us";
        kernel.rounding(file, "49000");
        Action action = new Action.SetQuota(TIER, new CpuQuota(50_000), WHY);
        assertThat(apply(action, 0).problem()).isEqualTo("NOT_TAKEN");
        assertThat(apply(action, 2 * SECOND).result()).isEqualTo("rejected");
        kernel.rounding(file, "");
        new Restore(cgroups, actuator).onRequest(3 * SECOND);
        assertThat(kernel.get(file)).isEqualTo("-1");
    }

    /** The disk fills up under a journal that holds something already: what is held can still be narrowed, and given back. */
    @ParameterizedTest
    @CsvSource({"40000", "60000"})
    void aFullDiskDoesNotStopWhatIsHeld(long micros) {
        String file = "/cg/cpu/kubepods/besteffort/cpu.cfs_quota_us";
        apply(new Action.SetQuota(TIER, new CpuQuota(50_000), WHY), 0);
        store.full(true);
        assertThat(apply(new Action.SetQuota(TIER, new CpuQuota(micros), WHY), SECOND)
                        .result())
                .isEqualTo("applied");
        assertThat(apply(new Action.SetCpuset(TIER, CpuSet.of(0), WHY), SECOND).problem())
                .startsWith("the original value cannot be stored");
        new Restore(cgroups, actuator).onRequest(2 * SECOND);
        assertThat(kernel.get(file)).isEqualTo("-1");
        assertThat(actuator.held()).isEmpty();
    }

    private Outcome apply(Action action, long now) {
        return actuator.apply(ActionPlan.of(List.of(action), Map.of(), actuator.held()), now)
                .getFirst();
    }
}
