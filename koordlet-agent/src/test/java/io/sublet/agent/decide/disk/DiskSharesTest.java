package io.sublet.agent.decide.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.Restore;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.knob.KnobReader;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.knob.ResourceKnobs;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.resource.ResourceReader;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.slo.ResourceQos;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole way, from files to files. */
class DiskSharesTest {
    private static final CgroupPath ROOT = new CgroupPath("kubepods");
    private static final String TIER = "kubepods/besteffort";

    private final FakeKernel kernel = new FakeKernel();
    private final FakeStore store = new FakeStore();
    private final List<PodView> pods = new ArrayList<>();
    private ResourceQos policy = ResourceQos.DEFAULT;
    private long tick;
    private CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    private KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
    private KnobReader knobs = new KnobReader(cgroups);
    private ResourceReader resources = new ResourceReader(kernel, cgroups, "/proc", "/sys");
    private List<Outcome> outcomes = List.of();

    private void machine(boolean v2) {
        kernel.put("/sys/block/sda/dev", "8:0");
        kernel.put("/sys/block/sda/sda1/partition", "1");
        kernel.put("/sys/block/sda/sda1/dev", "8:1");
        kernel.put("/sys/block/nvme0n1/dev", "259:0");
        kernel.put("/sys/block/dm-0/dev", "253:0");
        kernel.put("/sys/block/dm-0/dm/name", "data--vg-logs");
        kernel.put("/sys/block/dm-0/dm/uuid", "LVM-abc");
        kernel.directory("/sys/block/dm-0/slaves/sda1");
        kernel.put("/proc/1/mountinfo", """
            30 1 8:1 / / rw - ext4 /dev/sda1 rw
            31 30 259:0 / /var/lib/kubelet/pods/podown/volumes/kubernetes.io~csi/pv-7/mount rw - ext4 x rw
            32 30 0:44 / /var/lib/kubelet/pods/podown/volumes/kubernetes.io~secret/token rw - tmpfs tmpfs rw\
            """);
        for (String group : List.of("", ROOT.path(), TIER, "kubepods/burstable")) {
            addGroup(group, v2);
        }
        cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
        actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
        knobs = new KnobReader(cgroups);
        resources = new ResourceReader(kernel, cgroups, "/proc", "/sys");
    }

    private void addGroup(String group, boolean v2) {
        String at = group.isEmpty() ? "" : "/" + group;
        if (v2) {
            kernel.groupV2(group, "0-3");
            for (String file : List.of("io.max", "io.weight", "io.latency")) {
                kernel.put(FakeKernel.ROOT + at + "/" + file, "");
            }
        } else {
            kernel.groupV1(group, "0-3");
            for (String file : List.of("read_bps", "write_bps", "read_iops", "write_iops")) {
                kernel.put(FakeKernel.ROOT + "/blkio" + at + "/blkio.throttle." + file + "_device", "");
            }
            kernel.put(FakeKernel.ROOT + "/blkio" + at + "/blkio.bfq.weight_device", "");
        }
    }

    private Verdict tick() {
        Seen seen = Seen.onCpus(4).qos(policy);
        pods.forEach(seen::pod);
        actuator.held().forEach(seen::holding);
        List<PodObservation> observed = seen.build().pods().toOptional().orElseThrow();
        Beat beat = new Beat(tick, tick * 1_000_000_000L, 4, 0, Duration.ofSeconds(1));
        KnobReader.Wanted wanted = new KnobReader.Wanted(
                Optional.of(ROOT),
                List.of(ROOT, ROOT.child("burstable"), ROOT.child("besteffort")),
                ResourceKnobs.ofAll(policy, actuator.held().keySet()),
                ResourceKnobs.ofTiers(policy),
                List.of());
        KnobTable table = knobs.read(observed, wanted, List.of(), beat, new AsciiText());
        Observation all = seen.table(table)
                .resources(resources.read(observed, policy, actuator.held().keySet(), beat))
                .build();
        Verdict verdict = new DiskShares().decide(all);
        Map<KnobKey, KnobValue> values = new HashMap<>(table.values());
        values.putAll(all.resources().values());
        outcomes = actuator.apply(ActionPlan.from(List.of(verdict), values, all.held()), beat.nanoTime());
        knobs.written(values.keySet());
        tick++;
        return verdict;
    }

    private Verdict settle() {
        Verdict verdict = tick();
        for (int i = 0; i < 3; i++) {
            assertThat(outcomes).allMatch(outcome -> outcome.problem().isEmpty());
            verdict = tick();
        }
        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        return verdict;
    }

    private static ResourceQos policy(String strategy) {
        return NodeSloDocument.parse(Json.parseObject("{\"resourceQOSStrategy\": " + strategy + "}"))
                .valid()
                .orElseThrow()
                .resources();
    }

    private static ResourceQos batch(String name, String type, String io) {
        return policy("{\"beClass\": {\"blkioQOS\": {\"enable\": true, \"blocks\": [{\"name\": \"" + name
                + "\", \"type\": \"" + type + "\", \"ioCfg\": " + io + "}]}}}");
    }

    @Test
    void limitsBestEffortOnV1() {
        machine(false);
        policy = batch("/dev/sda", "device", "{\"readBPS\": 1048576, \"writeIOPS\": 100, \"ioWeightPercent\": 40}");
        settle();

        String tier = FakeKernel.ROOT + "/blkio/" + TIER + "/blkio.";
        assertThat(kernel.get(tier + "throttle.read_bps_device")).isEqualTo("8:0 1048576");
        assertThat(kernel.get(tier + "throttle.write_iops_device")).isEqualTo("8:0 100");
        assertThat(kernel.get(tier + "bfq.weight_device")).isEqualTo("8:0 40");
        assertThat(kernel.get(tier + "throttle.write_bps_device")).isEmpty();
    }

    @Test
    void limitsBestEffortOnV2() {
        machine(true);
        policy = batch(
                "sda",
                "device",
                "{\"readBPS\": 1048576, \"writeIOPS\": 100, \"ioWeightPercent\": 40, \"readLatency\": 5000,"
                        + " \"writeLatency\": 3000}");
        settle();

        String tier = FakeKernel.ROOT + "/" + TIER;
        assertThat(kernel.get(tier + "/io.max")).isEqualTo("8:0 rbps=1048576 wiops=100");
        assertThat(kernel.get(tier + "/io.weight")).isEqualTo("8:0 40");
        assertThat(kernel.get(tier + "/io.latency")).isEqualTo("8:0 target=3000");
    }

    @Test
    void whatOthersHaveSetStaysAndIsThereAgainAtTheEnd() {
        machine(true);
        String file = FakeKernel.ROOT + "/" + TIER + "/io.max";
        kernel.put(file, "8:0 rbps=max wbps=7 riops=max wiops=max\n259:0 rbps=5 wbps=max riops=max wiops=max");
        policy = batch("sda", "device", "{\"readBPS\": 1048576}");
        settle();
        assertThat(kernel.get(file).lines())
                .containsExactly(
                        "259:0 rbps=5 riops=max wbps=max wiops=max", "8:0 rbps=1048576 riops=max wbps=7 wiops=max");

        policy = ResourceQos.DEFAULT;
        settle();
        assertThat(kernel.get(file).lines())
                .containsExactly(
                        "259:0 rbps=5 riops=max wbps=max wiops=max", "8:0 rbps=max riops=max wbps=7 wiops=max");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void aRestoreGivesEverythingBack() {
        machine(false);
        Map<String, String> before = kernel.snapshot();
        policy =
                batch("/dev/nvme0n1", "device", "{\"readBPS\": 1, \"writeBPS\": 2, \"readIOPS\": 3, \"writeIOPS\": 4}");
        settle();
        assertThat(kernel.snapshot()).isNotEqualTo(before);

        new Restore(cgroups, actuator).onRequest(tick * 1_000_000_000L);

        assertThat(kernel.snapshot()).isEqualTo(before);
    }

    /** A partition's disk, a group's only disk, the device that a pod's volume is on. */
    @ParameterizedTest
    @CsvSource({
        "/dev/sda1, device, 8:0",
        "mapper/data--vg-logs, device, 253:0",
        "data-vg, volumegroup, 8:0",
        "nvme0n1, device, 259:0"
    })
    void aNameMeansADisk(String name, String type, String device) {
        machine(false);
        policy = batch(name, type, "{\"readBPS\": 9}");
        settle();

        assertThat(kernel.get(FakeKernel.ROOT + "/blkio/" + TIER + "/blkio.throttle.read_bps_device"))
                .isEqualTo(device + " 9");
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/sdz, device, no block device sdz",
        "data, volumegroup, 'volume group data is on 0 disks, not on one'"
    })
    void aNameBehindWhichThereIsNothingIsTold(String name, String type, String why) {
        machine(false);
        policy = batch(name, type, "{\"readBPS\": 9}");

        assertThat(settle().reason().facts()).containsEntry("unknown", List.of(name + ": " + why));
    }

    @Test
    void aPodIsLimitedOnTheDiskOfItsVolume() {
        machine(true);
        PodView own = PodDraft.batch("podown")
                .annotation(
                        "koordinator.sh/blkioQOS",
                        "{\"blocks\": [{\"name\": \"scratch\", \"type\": \"podvolume\", \"ioCfg\": {\"writeBPS\":"
                                + " 77}}]}")
                .view();
        pods.add(own);
        addGroup(SeenPods.cgroup(own).path(), true);
        settle();

        assertThat(kernel.get(FakeKernel.ROOT + "/" + SeenPods.cgroup(own).path() + "/io.max"))
                .isEqualTo("259:0 wbps=77");
    }

    @Test
    void aBadAnnotationIsToldAndLeftOut() {
        machine(true);
        pods.add(PodDraft.batch("podown")
                .annotation("koordinator.sh/blkioQOS", "{\"blocks\": [{\"name\": \"../x\"}]}")
                .view());

        assertThat(settle().reason().text()).contains("blocks[0].name is no name of a device or volume: ../x");
    }

    @Test
    void theNodesCostModelIsGivenAndTakenBack() {
        machine(true);
        kernel.put(FakeKernel.ROOT + "/io.cost.qos", "");
        kernel.put(FakeKernel.ROOT + "/io.cost.model", "");
        policy = policy("{\"cgroupRoot\": {\"blkioQOS\": {\"enable\": true, \"blocks\": [{\"name\": \"sda\", \"ioCfg\":"
                + " {\"readLatency\": 2000, \"enableUserModel\": true, \"modelReadBPS\": 100, \"modelWriteBPS\":"
                + " 50}}]}}}");
        settle();

        assertThat(kernel.get(FakeKernel.ROOT + "/io.cost.qos"))
                .isEqualTo("8:0 ctrl=user enable=1 rlat=2000 rpct=95 wlat=3000 wpct=95");
        assertThat(kernel.get(FakeKernel.ROOT + "/io.cost.model")).contains("ctrl=user", "rbps=100", "wbps=50");
        policy = ResourceQos.DEFAULT;
        settle();
        assertThat(kernel.get(FakeKernel.ROOT + "/io.cost.qos")).contains("enable=0", "ctrl=auto");
        assertThat(kernel.get(FakeKernel.ROOT + "/io.cost.model")).contains("ctrl=auto");
    }

    @Test
    void nothingIsAskedForAndNothingIsDone() {
        machine(false);
        assertThat(settle().reason().code()).isEqualTo(DiskReason.NotAsked);
        assertThat(kernel.writes()).isEmpty();
    }
}
