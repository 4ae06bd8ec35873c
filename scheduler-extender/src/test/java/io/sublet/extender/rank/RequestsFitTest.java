package io.sublet.extender.rank;

import static io.sublet.extender.rank.Pods.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.NodeVerdict.Refused;
import io.sublet.model.pod.PriorityClass;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestsFitTest {
    private static Optional<Refused> refusal(Nodes.Builder node, PodShape pod) {
        ClusterSnapshot snapshot = Nodes.snapshot(node);
        Candidate candidate = new Candidate(pod, LoadVector.ZERO, Nodes.NOW);
        return Ranking.of(new LoadAware()).forPod(candidate).judge(candidate, snapshot, 0) instanceof Refused refused
                ? Optional.of(refused)
                : Optional.empty();
    }

    private static PodShape asking(long milliCpu, long bytes) {
        return Pods.burstable(Pods.amounts(milliCpu, bytes), ResourceAmounts.NONE);
    }

    /** 32 cores and 64 GiB, 2 and 4 of them reserved; 10 and 20 requested. */
    private static Nodes.Builder reserving() {
        return Nodes.node("n", 32, 64)
                .reserving(2000, 4 * GIB)
                .running(Nodes.assigned(
                        "p", new PodResources(Pods.amounts(10_000, 20 * GIB), ResourceAmounts.NONE), Duration.ZERO));
    }

    @Test
    void whatIsReservedForTheNodeIsNotGivenToPods() {
        assertThat(refusal(reserving(), asking(20_000, 40 * GIB))).isEmpty();
        assertThat(refusal(reserving(), asking(20_001, 0)).map(Refused::text))
                .contains("cpu 20001m requested, 20 left beside what is reserved for the node and bound CPUs in full");
        assertThat(refusal(reserving(), asking(0, 41 * GIB)).map(Refused::text))
                .contains("memory 41Gi requested, 40Gi left beside what is reserved for the node");
    }

    @Test
    void preemptionHelpsOnlyWhereThePodWouldFitOnTheEmptyNode() {
        assertThat(refusal(reserving(), asking(30_000, 0)).map(Refused::resolvable))
                .contains(true);
        assertThat(refusal(reserving(), asking(30_001, 0)).map(Refused::resolvable))
                .contains(false);
    }

    @Test
    void podsThatAskForNothingNativePass() {
        Nodes.Builder full = Nodes.node("n", 32, 64).reserving(40_000, 80 * GIB);

        assertThat(refusal(full, Pods.batch(4000, GIB))).isEmpty();
        assertThat(refusal(full, Pods.pod(PriorityClass.PROD, ResourceAmounts.NONE, ResourceAmounts.NONE)))
                .isEmpty();
        assertThat(refusal(full, asking(1, 0))).isPresent();
    }

    @Test
    void whereNothingIsHeldBackTheSchedulersOwnFitIsEnough() {
        assertThat(refusal(Nodes.node("n", 32, 64).running(Nodes.bound("p", 32)), asking(1000, 0)))
                .isEmpty();
    }

    /** The vector of Koordinator's rule: 48 offered of 32, 10 bound and 10 more requested, so 25 count and 23 are left. */
    @Test
    void boundCpusCountInFullOnAnAmplifiedNode() {
        Nodes.Builder node = Nodes.node("n", 32, 64)
                .amplified(150)
                .running(
                        Nodes.bound("bound", 10),
                        Nodes.assigned(
                                "shares",
                                new PodResources(Pods.amounts(10_000, 0), ResourceAmounts.NONE),
                                Duration.ZERO));

        assertThat(refusal(node, asking(23_000, 0))).isEmpty();
        assertThat(refusal(node, asking(23_001, 0)).map(Refused::text))
                .contains("cpu 23001m requested, 23 left beside what is reserved for the node and bound CPUs in full");
    }

    /** Koordinator takes what is reserved off allocatable before it looks at load; an amplified resource is held against the raw one. */
    @Test
    void usageIsAShareOfWhatPodsMayAskFor() {
        NodeRow plain = Nodes.node("n", 32, 64).reserving(2000, 4 * GIB).row(LoadRules.DEFAULT);
        NodeRow amplified =
                Nodes.node("n", 32, 64).amplified(150).reserving(2000, 4 * GIB).row(LoadRules.DEFAULT);

        assertThat(plain.allocatable(LoadResources.CPU)).isEqualTo(30_000);
        assertThat(plain.allocatable(LoadResources.MEMORY)).isEqualTo(60 * GIB);
        assertThat(amplified.allocatable(LoadResources.CPU)).isEqualTo(32_000);
        assertThat(amplified.allocatable(LoadResources.MEMORY)).isEqualTo(60 * GIB);
    }
}
