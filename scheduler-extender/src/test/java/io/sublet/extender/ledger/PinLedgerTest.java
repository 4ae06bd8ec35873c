package io.sublet.extender.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.ledger.Claim.Stage;
import io.sublet.extender.ledger.ClaimResult.Granted;
import io.sublet.extender.pin.HeldPod;
import io.sublet.extender.pin.PinObstacle;
import io.sublet.extender.pin.Pins;
import io.sublet.extender.rank.PinMarks;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.PinRefusal;
import io.sublet.model.pod.PodRef;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PinLedgerTest {
    private static final CpuTopology EIGHT = Pins.topology(1, 4, 4);

    private final List<String> complaints = new ArrayList<>();
    private final PinLedger ledger =
            new PinLedger((pod, fault, note) -> complaints.add(pod.name() + " " + fault + " " + note));

    private void node(String name) {
        ledger.put(Pins.node(name));
        ledger.put(Pins.report(name, EIGHT));
    }

    private Claim claim(String node, String pod, int cpus) {
        return ((Granted) ledger.claim(node, Pins.pod(pod, cpus), 100)).claim();
    }

    private CpuSet free(String node) {
        return ledger.node(node).orElseThrow().cpus().free();
    }

    @Test
    void whatIsClaimedIsNotGivenToAnother() {
        node("n");

        Claim first = claim("n", "a", 4);
        Claim second = claim("n", "b", 4);

        assertThat(first.placed().cpus().intersect(second.placed().cpus()).isEmpty())
                .isTrue();
        assertThat(ledger.claim("n", Pins.pod("c", 2), 100))
                .isInstanceOfSatisfying(
                        ClaimResult.Refused.class,
                        refused -> assertThat(refused.why().code()).isEqualTo(PinRefusal.CpusTaken));
    }

    @Test
    void aReleasedClaimGivesTheCpusBack() {
        node("n");
        var before = ledger.node("n").orElseThrow().cpus();

        ledger.release(claim("n", "a", 4));

        assertThat(ledger.node("n").orElseThrow().cpus()).isEqualTo(before);
        assertThat(ledger.claims()).isEmpty();
    }

    @Test
    void theWatchEndsAClaim() {
        node("n");
        Claim claim = claim("n", "a", 4);

        ledger.see("n", Pins.held("a", "0-3"));

        assertThat(ledger.claims()).isEmpty();
        assertThat(ledger.move(claim, Stage.BOUND, 200)).isEmpty();
        ledger.release(claim);
        assertThat(free("n")).hasToString("4-7");
        assertThat(ledger.hasSeen("uid-a")).isTrue();
    }

    @Test
    void aPodThatIsSeenElsewhereGivesItsClaimBack() {
        node("n");
        node("m");
        claim("n", "a", 4);

        ledger.see("m", Pins.held("a", "0-3"));

        assertThat(free("n")).hasToString("0-7");
        assertThat(free("m")).hasToString("4-7");
    }

    @Test
    void aPodThatIsGoneGivesBackWhatItHeldAndWhatWasClaimedForIt() {
        node("n");
        node("m");
        ledger.see("m", Pins.held("a", "0-3"));
        claim("n", "b", 4);

        ledger.gone("uid-a");
        ledger.gone("uid-b");

        assertThat(free("m")).hasToString("0-7");
        assertThat(free("n")).hasToString("0-7");
        assertThat(ledger.claims()).isEmpty();
    }

    @Test
    void onePodIsNotBoundTwiceAtATime() {
        node("n");
        Claim claim = claim("n", "a", 4);

        assertThat(ledger.claim("n", Pins.pod("a", 4), 100)).isInstanceOf(ClaimResult.Busy.class);

        ledger.move(claim, Stage.UNSETTLED, 200);
        assertThat(ledger.claim("n", Pins.pod("a", 2), 100))
                .as("with another request")
                .isInstanceOf(ClaimResult.Busy.class);
        assertThat(claim("n", "a", 4).placed()).isEqualTo(claim.placed());
    }

    @Test
    void aClaimThatMayHaveBeenWrittenSaysSoUntilItEnds() {
        node("n");
        Claim claim = claim("n", "a", 4);
        assertThat(claim.mayBeWritten()).isFalse();

        ledger.move(claim, Stage.UNSETTLED, 200);

        assertThat(claim("n", "a", 4).mayBeWritten()).isTrue();
    }

    @Test
    void onlyTheLatestFormOfAClaimCanEndIt() {
        node("n");
        Claim outdated = claim("n", "a", 4);
        ledger.move(outdated, Stage.UNSETTLED, 200);

        ledger.release(outdated);

        assertThat(ledger.claims()).hasSize(1);
        assertThat(ledger.due(199)).isEmpty();
        assertThat(ledger.due(200)).hasSize(1);
    }

    @Test
    void aNodeThatIsNotThereTakesNobodyAndKeepsItsPods() {
        assertThat(ledger.claim("n", Pins.pod("a", 4), 100))
                .isInstanceOfSatisfying(
                        ClaimResult.Refused.class,
                        refused -> assertThat(refused.why().code()).isEqualTo(PinObstacle.NodeUnknown));
        node("n");
        ledger.see("n", Pins.held("b", "0-3"));
        ledger.removeNode("n");
        assertThat(ledger.node("n")).isEmpty();

        ledger.put(Pins.node("n"));

        assertThat(free("n")).hasToString("4-7");
    }

    @Test
    void podsMayComeBeforeTheirNode() {
        ledger.see("n", Pins.held("b", "0-3"));
        ledger.put(Pins.report("n", EIGHT));
        assertThat(ledger.node("n")).isEmpty();

        ledger.put(Pins.node("n"));

        assertThat(free("n")).hasToString("4-7");
    }

    @Test
    void twoPodsThatClaimOneCpuAreToldOfOnceAndNobodyElseGetsIt() {
        node("n");
        ledger.see("n", Pins.held("a", "0-3"));

        ledger.see("n", Pins.held("b", "2-5"));
        ledger.see("n", Pins.held("b", "2-5"));
        ledger.put(Pins.report("n", EIGHT));

        assertThat(complaints)
                .containsExactlyInAnyOrder(
                        "a CpusShared of node n: CPUs 2-3 are claimed by another pod",
                        "b CpusShared of node n: CPUs 2-3 are claimed by another pod");
        assertThat(free("n")).hasToString("6-7");
        ledger.gone("uid-a");
        assertThat(free("n")).as("until the last claim is gone").hasToString("0-1,6-7");
    }

    @Test
    void cpusThatAreNotOnlineAreToldOf() {
        node("n");

        ledger.see("n", Pins.held("a", "6-9"));

        assertThat(complaints).containsExactly("a CpusOffline of node n: CPUs 8-9 are not online");
        assertThat(free("n")).hasToString("0-5");
    }

    @Test
    void nothingIsToldBeforeTheNodeSaysWhichCpusItHas() {
        ledger.put(Pins.node("n"));
        ledger.see("n", Pins.held("a", "0-3"));
        assertThat(complaints).isEmpty();

        ledger.put(Pins.report("n", Pins.topology(1, 1, 1)));

        assertThat(complaints).containsExactly("a CpusOffline of node n: CPUs 2-3 are not online");
    }

    @Test
    void aStatusThatCannotBeReadIsToldOfOnce() {
        node("n");
        HeldPod broken = Pins.held("a", "0-");

        ledger.see("n", broken);
        ledger.see("n", broken);

        assertThat(complaints).hasSize(1).first().asString().startsWith("a CpusUnreadable annotation");
        assertThat(free("n")).hasToString("0-7");
    }

    @Test
    void cpusOfAPodWhoseNumaAmountsCannotBeReadAreNotGivenToAnother() {
        node("n");

        ledger.see(
                "n",
                HeldPod.of(
                        new PodRef("default", "a", "uid-a"),
                        PinMarks.NONE,
                        CpuMemory.ZERO,
                        "{\"cpuset\":\"0-3\",\"numaNodeResources\":[{\"node\":0,\"resources\":{\"cpu\":\"many\"}}]}"));

        assertThat(complaints).hasSize(1).first().asString().startsWith("a CpusUnreadable annotation");
        assertThat(free("n")).hasToString("4-7");
    }

    @Test
    void aClaimThatHasLostItsCpusWithoutKnowingIsNoConflict() {
        node("n");
        Claim claim = claim("n", "a", 4);
        ledger.move(claim, Stage.UNSETTLED, 200);

        ledger.see("n", Pins.held("b", "0-3"));

        assertThat(complaints).isEmpty();
        assertThat(ledger.conflicts()).isZero();
        assertThat(free("n")).hasToString("4-7");
    }

    @Test
    void claimsOfManyThreadsNeverMeet() throws Exception {
        ledger.put(Pins.node("n"));
        ledger.put(Pins.report("n", Pins.topology(2, 32, 8)));
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<Optional<CpuSet>>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 64; i++) {
                String pod = "p" + i;
                results.add(threads.submit(() -> {
                    begin.await();
                    return ledger.claim("n", Pins.pod(pod, 4), 100) instanceof Granted(Claim claim)
                            ? Optional.of(claim.placed().cpus())
                            : Optional.empty();
                }));
            }
            begin.countDown();
        }

        CpuSet all = CpuSet.EMPTY;
        int granted = 0;
        for (Future<Optional<CpuSet>> result : results) {
            if (result.get().isPresent()) {
                CpuSet cpus = result.get().get();
                assertThat(all.intersect(cpus).isEmpty()).isTrue();
                all = all.union(cpus);
                granted++;
            }
        }
        assertThat(granted).isEqualTo(32);
        assertThat(all).isEqualTo(CpuSet.firstCpus(128));
    }
}
