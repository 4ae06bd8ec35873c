package io.sublet.agent.observe.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.kernel.linux.LinuxDiskTrees;
import io.sublet.agent.kernel.linux.LinuxKernelFiles;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Percent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files below a folder that is laid out as a node's disks are. */
class SpaceWatchTest {
    private static final String CONTAINER = "ab".repeat(32);
    private static final int KIB = 1024;

    /** With this, every filesystem is nearly full. */
    private static final PressureRule ALWAYS_NEAR = rule(1);

    @TempDir
    private Path folder = Path.of("");

    private SpaceWatch watch = new SpaceWatch(
            new LinuxDiskTrees(), new LinuxKernelFiles(0), new SpacePlaces("/none", "/none", "/none", "/none"));

    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectories(folder.resolve("kubelet/pods/uid-a/volumes/kubernetes.io~empty-dir/scratch"));
        Files.createDirectories(folder.resolve("kubelet/pods/uid-b"));
        Files.createDirectories(folder.resolve("runtime/42/fs"));
        Files.createDirectories(folder.resolve("logs/jobs_a_uid-a/main"));
        Files.writeString(
                folder.resolve("mounts"),
                "5 1 0:5 / /run/" + CONTAINER + "/rootfs rw - overlay overlay rw,upperdir="
                        + folder.resolve("runtime/42/fs") + ",workdir=/w\n");
        watch = new SpaceWatch(
                new LinuxDiskTrees(),
                new LinuxKernelFiles(0),
                new SpacePlaces(
                        folder.resolve("kubelet").toString(),
                        folder.resolve("runtime").toString(),
                        folder.resolve("logs").toString(),
                        folder.resolve("mounts").toString()));
    }

    @Test
    void addsUpVolumesLogsAndWritableLayer() throws IOException {
        write("kubelet/pods/uid-a/volumes/kubernetes.io~empty-dir/scratch/data", 100);
        write("logs/jobs_a_uid-a/main/0.log", 20);
        write("runtime/42/fs/tmp", 8);

        DiskTrees.Size size = sizeOf(look(ALWAYS_NEAR, pod("a", QosClass.BE, CONTAINER)), "uid-a");

        assertThat(size.complete()).isTrue();
        assertThat(size.bytes()).isBetween(128L * KIB, 160L * KIB);
        // Three files, the volume's directory and the container's of its log.
        assertThat(size.inodes()).isEqualTo(5);
    }

    @Test
    void saysThatMoreMayBeThereWhereALayerIsNotFound() throws IOException {
        write("kubelet/pods/uid-a/volumes/kubernetes.io~empty-dir/scratch/data", 100);

        NodeSpace space = look(ALWAYS_NEAR, pod("a", QosClass.BE, "cd".repeat(32)));

        assertThat(sizeOf(space, "uid-a").complete()).isFalse();
        assertThat(sizeOf(space, "uid-a").bytes()).isGreaterThanOrEqualTo(100L * KIB);
    }

    @Test
    void countsNoOnlinePodAndNoneThatIsNotThere() {
        NodeSpace space = look(
                ALWAYS_NEAR,
                pod("a", QosClass.LS, CONTAINER),
                pod("b", QosClass.BE, CONTAINER),
                pod("elsewhere", QosClass.BE, CONTAINER));

        assertThat(space.pods()).containsOnlyKeys("uid-b", "uid-elsewhere");
        assertThat(space.pods().get("uid-elsewhere")).isInstanceOf(Reading.Missing.class);
    }

    @Test
    void countsNothingWhileThereIsRoom() {
        NodeSpace space = look(rule(99), pod("a", QosClass.BE, CONTAINER));

        assertThat(space.filesystems())
                .hasSize(3)
                .allSatisfy((place, read) -> assertThat(read.isMissing()).isFalse());
        double used = space.filesystems().values().stream()
                .mapToDouble(read -> NodeSpace.usedPercent(read.toOptional().orElseThrow()))
                .max()
                .orElseThrow();
        assertThat(space.pods().isEmpty()).isEqualTo(used < 94);
    }

    @Test
    void countsANewPodAtOnceAndTheOthersWhenTheirTimeComes() throws IOException {
        PodView first = pod("a", QosClass.BE, CONTAINER);
        long before = sizeOf(look(ALWAYS_NEAR, first), "uid-a").bytes();
        write("kubelet/pods/uid-a/volumes/kubernetes.io~empty-dir/scratch/data", 100);

        NodeSpace space = look(ALWAYS_NEAR, first, pod("b", QosClass.BE, CONTAINER));

        assertThat(space.pods()).containsOnlyKeys("uid-a", "uid-b");
        assertThat(sizeOf(space, "uid-a").bytes()).isEqualTo(before);
    }

    @Test
    void looksAtNothingWithoutARule() {
        watch.look(Optional.empty(), List.of(), System.nanoTime());
        watch.round();

        assertThat(watch.look(Optional.empty(), List.of(), System.nanoTime())).isEqualTo(NodeSpace.NOT_ASKED);
    }

    @Test
    void knowsNothingOfDisksThatDoNotAnswer() {
        NodeSpace fresh = look(ALWAYS_NEAR, pod("a", QosClass.BE, CONTAINER));
        assertThat(fresh.pods()).isNotEmpty();

        long later = System.nanoTime() + Duration.ofSeconds(61).toNanos();
        NodeSpace stale = watch.look(Optional.of(ALWAYS_NEAR), List.of(), later);

        assertThat(stale.pods()).isEmpty();
        assertThat(stale.filesystems())
                .hasSize(3)
                .allSatisfy((place, read) -> assertThat(read).isInstanceOf(Reading.Missing.class));
    }

    @Test
    void tellsWhatItDoesNotSee() throws IOException {
        Files.move(folder.resolve("kubelet"), folder.resolve("elsewhere"));

        NodeSpace space = look(ALWAYS_NEAR, pod("a", QosClass.BE, CONTAINER));

        assertThat(space.filesystems().get(folder + "/kubelet/pods"))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.cause()).contains("ENOENT"));
    }

    private NodeSpace look(PressureRule rule, PodView... pods) {
        watch.look(Optional.of(rule), List.of(pods), System.nanoTime());
        watch.round();
        return watch.look(Optional.of(rule), List.of(pods), System.nanoTime());
    }

    private static DiskTrees.Size sizeOf(NodeSpace space, String uid) {
        DiskTrees.Space disk =
                space.filesystems().values().iterator().next().toOptional().orElseThrow();
        return space.of(uid, disk.device()).toOptional().orElseThrow();
    }

    private void write(String file, int kib) throws IOException {
        Files.write(folder.resolve(file), new byte[kib * KIB]);
    }

    private static PressureRule rule(int threshold) {
        Band band = new Band(new Percent(threshold), new Percent(0));
        return new PressureRule(Duration.ZERO, true, band, band);
    }

    private static PodView pod(String name, QosClass qos, String container) {
        return new PodView(
                new PodRef("jobs", name, "uid-" + name),
                "uid-" + name,
                qos == QosClass.BE ? KubeQos.BEST_EFFORT : KubeQos.BURSTABLE,
                qos,
                PriorityClass.BATCH,
                true,
                new PodView.Life(Instant.EPOCH, false),
                PodView.Marks.NONE,
                CpuSet.EMPTY,
                Map.of(),
                List.of(new ContainerView(
                        "main",
                        ContainerView.Kind.MAIN,
                        Optional.of("containerd://" + container),
                        Map.of(),
                        Map.of())));
    }
}
