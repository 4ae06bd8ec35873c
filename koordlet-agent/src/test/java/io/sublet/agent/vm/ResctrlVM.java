package io.sublet.agent.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout.Driver;
import io.sublet.model.pod.KubeQos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Dividing caches and memory bandwidth on machines like a Cascade Lake (11 ways, of which the I/O uses two as well, 16 groups, 8 of them
 * with bandwidth), an EPYC, and one that divides only the second level.
 */
class ResctrlVM extends GuestNode {
    private static final String BE_THIRD = "{\"resourceQOSStrategy\":{"
            + "\"lsClass\":{\"resctrlQOS\":{\"enable\":true}},"
            + "\"beClass\":{\"resctrlQOS\":{\"enable\":true,\"catRangeStartPercent\":0,\"catRangeEndPercent\":30,\"mbaPercent\":30}}}}";

    private final List<Resctrl> mounted = new ArrayList<>();

    @AfterEach
    void unmount() throws IOException {
        kill();
        for (Resctrl resctrl : mounted) {
            resctrl.close();
        }
    }

    private Resctrl mount(String options) throws IOException {
        Resctrl resctrl = new Resctrl(options);
        mounted.add(resctrl);
        return resctrl;
    }

    private static void assertShares(String group, String kind, String domains) throws IOException {
        assertThat(Resctrl.line(group, kind)).isEqualTo(domains);
    }

    @Test
    @Tag("resctrl-intel")
    void dividesAmongClassesTakesForksInAndLeavesAllAsItWasAfterAKill() throws Exception {
        prepare(Driver.SYSTEMD);
        mount("");
        CgroupPath batch = tree().container(batch("batch", ""), "batch");
        Process first = tree().run(batch, "sh", "-c", "while :; do sleep 1; done");
        Process online = tree().run(tree().container(online("online", ""), "online"), "sleep", "600");
        Map<String, String> before = Resctrl.snapshot();
        slo(BE_THIRD);
        start();
        eventually("a third of cache and bandwidth", () -> {
            assertShares("BE", "L3", "0=f;1=f;2=f;3=f");
            assertShares("BE", "MB", "0=30;1=30;2=30;3=30");
            assertShares("LS", "L3", "0=7ff;1=7ff;2=7ff;3=7ff");
        });
        eventually("threads and what they fork", () -> {
            assertThat(Resctrl.tasks("BE")).contains(Long.toString(first.pid())).hasSizeGreaterThan(1);
            assertThat(Resctrl.tasks("LS")).contains(Long.toString(online.pid()));
        });
        // A container may make groups of its own.
        Path inner = Files.createDirectory(KubeTree.file(batch, "inner"));
        Process nested = new ProcessBuilder("sleep", "600").start();
        Files.writeString(inner.resolve("cgroup.procs"), nested.pid() + "\n");
        eventually(
                "a process of a group below",
                () -> assertThat(Resctrl.tasks("BE")).contains(Long.toString(nested.pid())));
        nested.destroyForcibly().onExit().join();
        Files.delete(inner);
        Process entered = tree().run(batch, "sleep", "600");
        eventually(
                "a process from elsewhere",
                () -> assertThat(Resctrl.tasks("BE")).contains(Long.toString(entered.pid())));
        assertThat(get("/capabilities")).contains("7 groups");
        kill();
        assertThat(restore()).isZero();
        assertThat(Resctrl.snapshot()).isEqualTo(before);
        assertThat(Resctrl.tasks("")).contains(Long.toString(first.pid()), Long.toString(entered.pid()));
    }

    @Test
    @Tag("resctrl-intel")
    void givesBackWhatIsNoLongerAsked() throws Exception {
        prepare(Driver.CGROUPFS);
        mount("");
        batch("batch", "");
        Map<String, String> before = Resctrl.snapshot();
        slo(BE_THIRD);
        start();
        eventually("a third", () -> assertShares("BE", "MB", "0=30;1=30;2=30;3=30"));
        slo("{}");
        eventually("all is as it was", () -> assertThat(Resctrl.snapshot()).isEqualTo(before));
    }

    @Test
    @Tag("resctrl-intel")
    void tellsTheKernelsOwnWordsForARefusalAndGoesOnWhenItCan() throws Exception {
        prepare(Driver.CGROUPFS);
        mount("");
        batch("batch", "");
        Resctrl.schemata("", "L3:0=7f0;1=7f0;2=7f0;3=7f0");
        Files.createDirectory(Resctrl.ROOT.resolve("other"));
        Resctrl.schemata("other", "L3:0=f;1=f;2=f;3=f");
        Files.writeString(Resctrl.ROOT.resolve("other/mode"), "exclusive\n");
        slo(BE_THIRD);
        start();
        eventually(
                "the refusal is told",
                () -> assertThat(get("/decisions?policy=cache")).contains("Overlaps with exclusive group"));
        assertThat(Resctrl.line("other", "L3")).isEqualTo("0=f;1=f;2=f;3=f");
        Files.delete(Resctrl.ROOT.resolve("other"));
        eventually("tried again", () -> assertShares("BE", "L3", "0=f;1=f;2=f;3=f"));
    }

    @Test
    @Tag("resctrl-intel")
    void saysForWhomThereIsNoRoom() throws Exception {
        prepare(Driver.CGROUPFS);
        mount("");
        batch("batch", "");
        for (int group = 1; group <= 6; group++) {
            Files.createDirectory(Resctrl.ROOT.resolve("other" + group));
        }
        slo(BE_THIRD);
        start();
        eventually("best effort comes first", () -> assertShares("BE", "MB", "0=30;1=30;2=30;3=30"));
        eventually(
                "the rest is named",
                () -> assertThat(get("/decisions?policy=cache")).contains("noRoomFor"));
        assertThat(Resctrl.groups()).doesNotContain("LS").hasSize(8);
        Files.delete(Resctrl.ROOT.resolve("other6"));
        eventually("there is room again", () -> assertThat(Resctrl.groups()).contains("LS"));
    }

    @Test
    @Tag("resctrl-intel")
    void goesOnAfterAMountWithOtherOptions() throws Exception {
        prepare(Driver.CGROUPFS);
        Resctrl resctrl = mount("");
        Process batch = tree().run(tree().container(batch("batch", ""), "batch"), "sleep", "600");
        slo(BE_THIRD);
        start();
        eventually("cache", () -> assertShares("BE", "L3", "0=f;1=f;2=f;3=f"));
        remount(resctrl, "cdp");
        eventually("code and data", () -> {
            assertShares("BE", "L3CODE", "0=f;1=f;2=f;3=f");
            assertShares("BE", "L3DATA", "0=f;1=f;2=f;3=f");
            assertThat(Resctrl.tasks("BE")).contains(Long.toString(batch.pid()));
        });
        remount(resctrl, "mba_MBps");
        // 30 % of 20 GB/s, in MiB.
        eventually("MiB/s", () -> assertShares("BE", "MB", "0=6144;1=6144;2=6144;3=6144"));
        slo("{}");
        eventually("nothing is left", () -> assertThat(Resctrl.groups()).isEqualTo(Set.of("")));
    }

    /** While it is divided the agent has files of it open, so that the kernel does not let it be unmounted. */
    private void remount(Resctrl resctrl, String options) throws IOException {
        slo("{}");
        eventually("it lets go", resctrl::unmount);
        slo(BE_THIRD);
        eventually("it says so", () -> assertThat(get("/capabilities")).contains("resctrl is not mounted"));
        resctrl.mount(options);
    }

    @Test
    @Tag("resctrl-intel")
    void saysThatItIsMountedReadOnly() throws Exception {
        prepare(Driver.CGROUPFS);
        mount("ro");
        batch("batch", "");
        slo(BE_THIRD);
        start();
        eventually("it says so", () -> assertThat(get("/capabilities")).contains("read-only"));
        assertThat(Resctrl.groups()).isEqualTo(Set.of(""));
    }

    @Test
    @Tag("resctrl-amd")
    void dividesInTheUnitsOfAnEpyc() throws Exception {
        prepare(Driver.SYSTEMD);
        mount("");
        Process batch = tree().run(tree().container(batch("batch", ""), "batch"), "sleep", "600");
        pod(
                KubeQos.BURSTABLE,
                "own",
                "\"labels\":{\"koordinator.sh/qosClass\":\"LS\"},\"annotations\":{\"node.koordinator.sh/resctrl\":"
                        + "\"{\\\"llc\\\":{\\\"schemata\\\":{\\\"range\\\":[50,100]},\\\"schemataPerCache\\\":[{\\\"cacheid\\\":2,\\\"range\\\":[0,50]}]},"
                        + "\\\"mb\\\":{\\\"schemata\\\":{\\\"percent\\\":50}}}\"},",
                "");
        Map<String, String> before = Resctrl.snapshot();
        slo(BE_THIRD);
        start();
        eventually("ways and eighths", () -> {
            assertShares("BE", "L3", "0=1f;1=1f;2=1f;3=1f");
            assertShares("BE", "MB", "0=48;1=48;2=48;3=48");
            assertThat(Resctrl.tasks("BE")).contains(Long.toString(batch.pid()));
            assertShares("koordlet-own", "L3", "0=ff00;1=ff00;2=ff;3=ff00");
            assertShares("koordlet-own", "MB", "0=80;1=80;2=80;3=80");
            assertShares("LS", "MB", "0=2048;1=2048;2=2048;3=2048");
        });
        kill();
        assertThat(restore()).isZero();
        assertThat(Resctrl.snapshot()).isEqualTo(before);
    }

    @Test
    @Tag("resctrl-level2")
    void dividesTheSecondLevelWhereThereIsNoThird() throws Exception {
        prepare(Driver.SYSTEMD);
        mount("");
        batch("batch", "");
        Map<String, String> before = Resctrl.snapshot();
        slo(BE_THIRD);
        start();
        eventually(
                "eight caches of the second level",
                () -> assertThat(Resctrl.line("BE", "L2").split(";", -1))
                        .hasSize(8)
                        .allMatch(domain -> domain.endsWith("=7")));
        slo("{}");
        eventually("all is as it was", () -> assertThat(Resctrl.snapshot()).isEqualTo(before));
    }
}
