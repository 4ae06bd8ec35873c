package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.Restore;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.ProcessPlace;
import io.sublet.agent.kernel.linux.DirectoryStateStore;
import io.sublet.agent.kernel.linux.LinuxKernelFiles;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Disks, page cache and scores for the out-of-memory killer on the real kernel. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class RealResourcesIT {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Reason WHY = Reason.of(ModeReason.Restored);

    @TempDir
    Path folder = Path.of("");

    private final CgroupPath group =
            new CgroupPath("sublet-res-" + ProcessHandle.current().pid());
    private final LinuxKernelFiles files = new LinuxKernelFiles();
    private final CgroupFs cgroups =
            new CgroupFs(files, ROOT.toString(), Map.of("proc", new ProcessPlace(files, "/proc")));

    static boolean isCgroupV1() {
        return Files.isWritable(ROOT.resolve("memory/cgroup.procs"))
                && Files.isWritable(ROOT.resolve("blkio/cgroup.procs"));
    }

    @BeforeEach
    void makeGroup() throws IOException {
        Files.createDirectory(ROOT.resolve("blkio").resolve(group.path()));
        Files.createDirectory(ROOT.resolve("memory").resolve(group.path()));
    }

    @AfterEach
    void removeGroup() throws IOException {
        Files.delete(ROOT.resolve("blkio").resolve(group.path()));
        Files.delete(ROOT.resolve("memory").resolve(group.path()));
    }

    @Test
    void limitsADiskAndGivesItBack() throws IOException {
        String device = disk();
        KnobKey key = new KnobKey(group, Knob.DISK_READ_BPS);
        KnobValue limit = new KnobValue.Devices(Map.of(device, "1048576"));
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "this-boot"));
            assertApplied(actuator, new Action.SetKnob(key, limit, WHY));
            assertThat(Files.readString(
                            ROOT.resolve("blkio").resolve(group.path()).resolve("blkio.throttle.read_bps_device")))
                    .isEqualTo(device + " 1048576\n");
            KernelActuator afterCrash = new KernelActuator(cgroups, Journal.open(store, cgroups, "this-boot"));
            new Restore(cgroups, afterCrash).onRequest(System.nanoTime());
            assertThat(afterCrash.held()).isEmpty();
        }
        assertThat(cgroups.value(group, Knob.DISK_READ_BPS)).isEqualTo(Reading.of(new KnobValue.Devices(Map.of())));
    }

    private static String disk() throws IOException {
        try (Stream<Path> disks = Files.list(Path.of("/sys/block"))) {
            Path disk = disks.filter(path -> !path.toString().matches(".*/(loop|ram|zram|dm-).*"))
                    .findFirst()
                    .orElse(Path.of("none"));
            assumeTrue(Files.exists(disk.resolve("dev")), "this machine has no disk");
            return Files.readString(disk.resolve("dev")).strip();
        }
    }

    @Test
    void takesPageCacheOnRequest() throws IOException, InterruptedException {
        Path file = folder.resolve("cache");
        Process writer = new ProcessBuilder(
                        "sh",
                        "-c",
                        "echo $$ > " + ROOT.resolve("memory").resolve(group.path()) + "/cgroup.procs && "
                                + "dd if=/dev/zero of=" + file + " bs=1M count=48 conv=fsync 2>/dev/null")
                .start();
        assertThat(writer.waitFor()).isZero();
        long before = usage();
        assumeTrue(before > 32 << 20, "the file's pages are not charged to the group that wrote them");
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "this-boot"));
            assertApplied(
                    actuator,
                    new Action.Trigger(new KnobKey(group, Knob.MEMORY_RECLAIM), new KnobValue.Whole(before), WHY));
            assertThat(actuator.held()).isEmpty();
        }
        assertThat(usage()).isLessThan(before / 4);
    }

    private long usage() {
        return cgroups.value(group, Knob.MEMORY_USAGE).toOptional().orElseThrow() instanceof KnobValue.Whole(long bytes)
                ? bytes
                : 0;
    }

    @Test
    void ranksAProcessAndGivesItsScoreBack() throws IOException {
        Process process = new ProcessBuilder("sleep", "600").start();
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            KnobKey key = new KnobKey(new CgroupPath(Long.toString(process.pid())), Knob.OOM_SCORE_ADJ);
            Reading<KnobValue> before = cgroups.value(key.cgroup(), key.knob());
            KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "this-boot"));
            assertApplied(actuator, new Action.SetKnob(key, new KnobValue.Whole(777), WHY));
            new Restore(cgroups, actuator).onRequest(System.nanoTime());
            assertThat(cgroups.value(key.cgroup(), key.knob())).isEqualTo(before);
            assertThat(actuator.held()).isEmpty();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static void assertApplied(KernelActuator actuator, Action action) {
        assertThat(actuator.apply(ActionPlan.of(List.of(action), Map.of(), Map.of()), System.nanoTime()))
                .singleElement()
                .isInstanceOf(Outcome.Applied.class);
    }
}
