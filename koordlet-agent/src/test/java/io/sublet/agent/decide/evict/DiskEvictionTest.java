package io.sublet.agent.decide.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.space.NodeSpace;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiskEvictionTest {
    private static final String DISK = "8:1";
    private static final PressureRule RULE = new PressureRule(Duration.ofMinutes(1), true, band(80, 75), band(85, 70));

    private final Map<String, Reading<DiskTrees.Space>> filesystems = new HashMap<>();
    private final Map<String, Reading<Map<String, DiskTrees.Size>>> taken = new HashMap<>();
    private SloExtensions extensions = SloExtensions.NONE.with(RULE);

    @Test
    void evictsThoseWhoTookMostUntilTheLowerBoundIsReached() {
        disk("/var/lib/kubelet/pods", 1000, 150, 100, 90);
        takes("small", 30, 9);
        takes("large", 70, 1);
        takes("middle", 40, 1);

        Verdict verdict = after(30, "small", "large", "middle");

        // 85 % down to 75 %: 100 of 1000.
        assertThat(names(verdict)).containsExactly("large", "middle");
        assertThat(verdict.reason().facts())
                .containsEntry("of", "bytes")
                .containsEntry("usage", "85.0%")
                .containsEntry("release", 100L)
                .containsEntry("directory", "/var/lib/kubelet/pods");
    }

    @Test
    void goesByInodesWhereTheyAreShorter() {
        disk("/var/lib/kubelet/pods", 1000, 150, 100, 5);
        takes("bytes", 70, 1);
        takes("files", 1, 30);

        Verdict verdict = after(30, "bytes", "files");

        assertThat(names(verdict)).containsExactly("files");
        assertThat(verdict.reason().facts()).containsEntry("of", "inodes").containsEntry("release", 25L);
    }

    @Test
    void countsOnlyWhatIsOnTheFullFilesystem() {
        filesystems.put("/logs", Reading.of(new DiskTrees.Space("8:2", 1000, 900, 0, 0)));
        disk("/var/lib/kubelet/pods", 1000, 150, 0, 0);
        taken.put("uid-elsewhere", Reading.of(Map.of("8:2", new DiskTrees.Size(5000, 1, true))));
        takes("here", 10, 1);

        assertThat(names(after(30, "elsewhere", "here"))).containsExactly("here");
    }

    @Test
    void letsAPodLeaveAloneOfWhichNotEverythingIsKnown() {
        disk("/var/lib/kubelet/pods", 1000, 150, 0, 0);
        taken.put("uid-vast", Reading.of(Map.of(DISK, new DiskTrees.Size(60, 1, false))));
        takes("middle", 40, 1);
        takes("small", 30, 1);

        assertThat(names(after(30, "vast", "middle", "small"))).containsExactly("vast");
    }

    @Test
    void evictsNobodyWhoseFilesWereNotCounted() {
        disk("/var/lib/kubelet/pods", 1000, 150, 0, 0);
        taken.put("uid-gone", Reading.missing("not there"));

        Verdict verdict = after(30, "gone", "new");

        assertThat(verdict.reason().code()).isEqualTo(EvictionReason.NoCandidate);
        assertThat(verdict.reason().text()).contains("not there").contains("have not been counted yet");
    }

    @Test
    void waitsUntilThePressureHasLasted() {
        disk("/var/lib/kubelet/pods", 1000, 150, 0, 0);
        takes("a", 900, 1);

        assertThat(after(19, "a").reason().code()).isEqualTo(EvictionReason.TooFewSamples);
        assertThat(names(after(21, "a"))).containsExactly("a");
    }

    @Test
    void leavesAloneWhatIsBelowTheThreshold() {
        disk("/var/lib/kubelet/pods", 1000, 201, 0, 0);
        takes("a", 900, 1);

        assertThat(after(30, "a").reason().code()).isEqualTo(EvictionReason.BelowThreshold);
    }

    @Test
    void saysWhatItDoesNotSee() {
        filesystems.put("/var/lib/kubelet/pods", Reading.missing("open: ENOENT"));

        Verdict verdict = after(30, "a");

        assertThat(verdict.reason().code()).isEqualTo(EvictionReason.UsageMissing);
        assertThat(verdict.reason().text()).contains("ENOENT");
    }

    @Test
    void isOffUnlessItIsAskedFor() {
        disk("/var/lib/kubelet/pods", 1000, 0, 0, 0);
        takes("a", 900, 1);
        extensions = SloExtensions.NONE;

        assertThat(after(30, "a").reason().code()).isEqualTo(EvictionReason.NotAskedFor);
    }

    @Test
    void asksPodQosForPermission() {
        disk("/var/lib/kubelet/pods", 1000, 150, 0, 0);
        takes("kept", 900, 1);
        takes("free", 200, 1);
        PodQosRule keep = new PodQosRule(
                "keep", PodSelector.EVERY_POD, Optional.of(Set.of()), 0, PodQosRule.Cpu.NONE, PodQosRule.Memory.NONE);
        extensions = new SloExtensions(List.of(keep), List.of()).with(RULE);

        assertThat(after(30, "kept", "free").reason().code()).isEqualTo(EvictionReason.NoCandidate);
    }

    @Test
    void leavesOnlinePodsAlone() {
        disk("/var/lib/kubelet/pods", 1000, 10, 0, 0);
        takes("online", 900, 1);
        DiskEviction policy = new DiskEviction();
        EvictionMemory memory = policy.start();
        Verdict verdict = new Verdict.Hold("none", Reason.of(EvictionReason.Fits));
        for (int second = 0; second < 120; second++) {
            Step<EvictionMemory> step = policy.decide(
                    seen(second)
                            .pod(Batch.pod("online").qos(QosClass.LS).seen())
                            .build(),
                    memory);
            memory = step.memory();
            verdict = step.verdict();
        }
        assertThat(verdict.reason().code()).isEqualTo(EvictionReason.NoCandidate);
    }

    @Test
    void coolsDownWhileTheFilesAreRemovedAndKeepsTheNodeClosedMeanwhile() {
        disk("/var/lib/kubelet/pods", 1000, 150, 0, 0);
        takes("a", 120, 1);
        takes("b", 110, 1);
        DiskEviction policy = new DiskEviction();
        EvictionMemory memory = policy.start();
        int acted = -1;
        for (int second = 0; second < 400; second++) {
            Step<EvictionMemory> step = policy.decide(
                    seen(second)
                            .pod(Batch.pod("a").seen())
                            .pod(Batch.pod("b").seen())
                            .build(),
                    memory);
            memory = step.memory();
            if (!names(step.verdict()).isEmpty()) {
                assertThat(acted).isIn(-1, second - 90);
                acted = second;
            }
            boolean closed = step.verdict() instanceof Verdict.Act act
                    && act.actions().stream().anyMatch(Action.CloseNode.class::isInstance);
            assertThat(closed).isEqualTo(acted >= 0 && second - acted < 60);
        }
    }

    private void disk(String directory, long bytes, long available, long inodes, long free) {
        filesystems.put(directory, Reading.of(new DiskTrees.Space(DISK, bytes, available, inodes, free)));
    }

    private void takes(String pod, long bytes, long inodes) {
        taken.put("uid-" + pod, Reading.of(Map.of(DISK, new DiskTrees.Size(bytes, inodes, true))));
    }

    /** The last decision of so many seconds in which nothing changes, with a policy that has looked for long. */
    private Verdict after(int seconds, String... pods) {
        DiskEviction policy = new DiskEviction();
        EvictionMemory memory = EvictionMemory.NOTHING.begun(Duration.ZERO);
        Verdict verdict = new Verdict.Hold("none", Reason.of(EvictionReason.Fits));
        for (int second = 0; second < seconds && names(verdict).isEmpty(); second++) {
            Seen seen = seen(second);
            for (String pod : pods) {
                seen.pod(Batch.pod(pod).seen());
            }
            Step<EvictionMemory> step = policy.decide(seen.build(), memory);
            memory = step.memory();
            verdict = step.verdict();
        }
        return verdict;
    }

    private Seen seen(int second) {
        EvictionRules rules = new EvictionRules(
                true,
                Optional.empty(),
                Duration.ofMinutes(1),
                Optional.empty(),
                band(70, 60),
                band(110, 100),
                band(110, 100),
                OptionalInt.empty(),
                OptionalInt.empty());
        return Seen.onCpus(4)
                .evictionRules(rules)
                .extensions(extensions)
                .space(new NodeSpace(filesystems, taken))
                .evictions(new EvictionStatus(Optional.empty(), 5, Set.of(), Map.of()))
                .at(Duration.ofDays(1).plusSeconds(second));
    }

    private static List<String> names(Verdict verdict) {
        return verdict instanceof Verdict.Act act
                ? act.actions().stream()
                        .filter(Action.EvictPod.class::isInstance)
                        .map(action -> ((Action.EvictPod) action).pod().name())
                        .toList()
                : List.of();
    }

    private static Band band(int threshold, int lower) {
        return new Band(new Percent(threshold), new Percent(lower));
    }
}
