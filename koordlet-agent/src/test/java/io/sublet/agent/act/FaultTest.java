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
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /** In the moment between the look for it and the write. */
    @Test
    void aDiskThatIsTakenOutBeforeTheWriteCostsTheOthersNothing() {
        DisksOfV2 disks = new DisksOfV2();
        disks.kernel.answering(
                (path, text) -> text.startsWith("8:16 ") ? Optional.of(FileResult.of(Errno.ENODEV)) : Optional.empty());
        assertThat(disks.limit("8:0", "8:16").problem()).startsWith("ENODEV: 8:16 ");
        assertThat(disks.shown()).isEqualTo(Map.of("8:0", "1000", "8:16", "5000", "8:32", "7000"));
        disks.takeOut("8:16");
        disks.assertRestored();
    }

    /** Its value is gone with it, by nobody's hand. */
    @Test
    void aDiskThatIsTakenOutLaterIsNotTakenForAnotherWriter() {
        DisksOfV2 disks = new DisksOfV2();
        assertThat(disks.limit("8:0", "8:16").result()).isEqualTo("applied");
        disks.takeOut("8:16");
        assertThat(disks.limit("8:0").result()).isEqualTo("unchanged");
        disks.assertRestored();
    }

    /** A tier on which another program has limited two disks. */
    private final class DisksOfV2 {
        private static final String FILE = "/cg/kubepods/besteffort/io.max";

        private final KnobKey key = new KnobKey(TIER, Knob.DISK_READ_BPS);
        private final FakeKernel kernel = new FakeKernel()
                .groupV2("", "0-3")
                .groupV2(TIER.path(), "0-3")
                .put(FILE, "8:16 rbps=5000\n8:32 rbps=7000")
                .directory("/sys/dev/block/8:0")
                .directory("/sys/dev/block/8:16")
                .directory("/sys/dev/block/8:32");
        private final CgroupFs fs = new CgroupFs(kernel, FakeKernel.ROOT, Map.of(), Optional.of("/sys/dev/block"));
        private final KernelActuator actuator = new KernelActuator(fs, Journal.open(store, fs, "boot"));
        private long now;

        Outcome limit(String... devices) {
            now += 60 * SECOND;
            Map<String, String> wanted = new HashMap<>(Map.of("8:32", "7000"));
            List.of(devices).forEach(device -> wanted.put(device, "1000"));
            Action action = new Action.SetKnob(key, new KnobValue.Devices(wanted), WHY);
            return actuator.apply(ActionPlan.of(List.of(action), Map.of(), actuator.held()), now)
                    .getFirst();
        }

        void takeOut(String device) {
            kernel.removeDirectory("/sys/dev/block/" + device);
            kernel.put(
                    FILE,
                    kernel.get(FILE)
                            .lines()
                            .filter(line -> !line.startsWith(device + " "))
                            .collect(Collectors.joining("\n")));
        }

        Map<String, String> shown() {
            return fs.value(TIER, Knob.DISK_READ_BPS).toOptional().orElseThrow() instanceof KnobValue.Devices devices
                    ? devices.values()
                    : Map.of();
        }

        void assertRestored() {
            assertThat(new Restore(fs, actuator).onRequest(now + 60 * SECOND))
                    .extracting(Outcome::result)
                    .containsExactly("applied");
            assertThat(shown()).isEqualTo(Map.of("8:32", "7000"));
            assertThat(actuator.held()).isEmpty();
        }
    }

    private Outcome apply(Action action, long now) {
        return actuator.apply(ActionPlan.of(List.of(action), Map.of(), actuator.held()), now)
                .getFirst();
    }
}
