package io.sublet.agent.decide.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.Seen;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.EvictionRules.Limit;
import io.sublet.model.slo.EvictionRules.Satisfaction;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvictionsTest {
    private static final Satisfaction HALF =
            new Satisfaction(new Percent(30), new Percent(60), new Percent(90), Limit.REAL);
    private static final EvictionRules RULES = new EvictionRules(
            true,
            Optional.of(HALF),
            Duration.ofSeconds(10),
            Optional.of(band(80, 70)),
            band(70, 60),
            band(110, 100),
            band(110, 100),
            OptionalInt.of(5999),
            OptionalInt.of(7999));

    /** limit / request, the lower and the upper bound, what is to be released. */
    @ParameterizedTest
    @CsvSource({
        "10000, 2000, 4000",
        "10000, 3000, 3000",
        "10000, 3001, -1",
        "10000, 0, -1",
        "0, 2000, -1",
        "1, 1, -1",
        "9000, 900, 4500"
    })
    void releasesWhatIsMissingToTheUpperBound(long request, long limit, long release) {
        assertThat(CpuSatisfactionEviction.release(HALF, request, limit))
                .isEqualTo(release < 0 ? OptionalLong.empty() : OptionalLong.of(release));
    }

    @ParameterizedTest
    @CsvSource({"1100, 1000, 0", "1101, 1000, 101", "5000, 0, 0", "0, 1000, 0"})
    void releasesWhatIsRequestedBeyondTheLowerBoundOfTheOffer(long requested, long offered, long release) {
        assertThat(AllocatableEviction.over(band(110, 100), requested, offered)).isEqualTo(release);
    }

    @Test
    void evictsStarvedBestEffortByRequest() {
        assertThat(victims(new CpuSatisfactionEviction(), EvictionsTest::starved, 60))
                .containsExactly("b", "c");
    }

    private static Seen starved() {
        // Two of eight CPUs for ten requested: 20 %.
        return seen().quota(new CpuQuota(200_000))
                .tierUsed(1900)
                .pod(Batch.pod("a").uses(100, 0).requests(6000).priority(5900).seen())
                .pod(Batch.pod("b").uses(900, 0).requests(2000).seen())
                .pod(Batch.pod("c").uses(800, 0).requests(2000).seen());
    }

    @Test
    void leavesBestEffortThatDoesNotUseWhatItGets() {
        assertThat(reason(new CpuSatisfactionEviction(), () -> starved().tierUsed(1000), 60))
                .isEqualTo("NotUsed");
    }

    @Test
    void evictsByNodeUsageWhoIsLabelledForIt() {
        assertThat(victims(new CpuUsageEviction(), EvictionsTest::busy, 60)).containsExactly("big", "middle");
    }

    private static Seen busy() {
        // 7200 of 8000 is 90 %; 20 % are to be released: 1600.
        return seen().used(7200)
                .pod(Batch.pod("unlabelled").uses(3000, 0).seen())
                .pod(Batch.pod("important")
                        .uses(3000, 0)
                        .label(Labels.EVICTION_ENABLED, "true")
                        .priority(9000)
                        .seen())
                .pod(Batch.pod("small")
                        .uses(300, 0)
                        .label(Labels.EVICTION_ENABLED, "true")
                        .seen())
                .pod(Batch.pod("middle")
                        .uses(700, 0)
                        .label(Labels.EVICTION_ENABLED, "true")
                        .seen())
                .pod(Batch.pod("big")
                        .uses(1000, 0)
                        .label(Labels.EVICTION_ENABLED, "true")
                        .seen());
    }

    @Test
    void evictsByMemoryUntilTheLowerBoundIsReached() {
        assertThat(victims(new MemoryUsageEviction(), EvictionsTest::full, 10)).containsExactly("a", "b");
    }

    private static Seen full() {
        // 80 % used, down to 60 %: 200 of 1000.
        return seen().memory(1000, 200)
                .pod(Batch.pod("a").uses(0, 150).seen())
                .pod(Batch.pod("b").uses(0, 100).seen())
                .pod(Batch.pod("c").uses(0, 90).seen());
    }

    @Test
    void evictsByMemoryAfterTheSecondLookAboveTheThreshold() {
        MemoryUsageEviction policy = new MemoryUsageEviction();
        EvictionMemory calm = policy.decide(
                        seen().memory(1000, 900).at(seconds(0)).build(), policy.start())
                .memory();
        Step<EvictionMemory> first = policy.decide(full().at(seconds(100)).build(), calm);
        assertThat(first.verdict().reason().code()).isEqualTo(EvictionReason.TooFewSamples);
        Step<EvictionMemory> second = policy.decide(full().at(seconds(101)).build(), first.memory());
        assertThat(second.verdict()).isInstanceOf(Verdict.Act.class);
        Step<EvictionMemory> again = policy.decide(full().at(seconds(102)).build(), second.memory());
        assertThat(again.verdict().reason().code()).isEqualTo(EvictionReason.CoolingDown);
    }

    @Test
    void doesNotSayThatPodsWereEvictedWhenItHasOnlyBegunToLook() {
        MemoryUsageEviction policy = new MemoryUsageEviction();
        Step<EvictionMemory> first = policy.decide(full().at(seconds(100)).build(), policy.start());
        Step<EvictionMemory> second = policy.decide(full().at(seconds(101)).build(), first.memory());
        assertThat(second.verdict().reason().code()).isEqualTo(EvictionReason.JustBegun);
        assertThat(policy.decide(full().at(seconds(104)).build(), second.memory())
                        .verdict())
                .isInstanceOf(Verdict.Act.class);
    }

    @Test
    void evictsByTheOfferOnlyTheClassThatHasRequestedTooMuch() {
        Supplier<Seen> shrunk = () -> seen().offered(Map.of(ResourceNames.BATCH_CPU, 3000L))
                .pod(Batch.pod("mid").requests(9000).priority(7500).uses(1, 0).seen())
                .pod(Batch.pod("batch-1").requests(3000).uses(1, 0).seen())
                .pod(Batch.pod("batch-2").requests(1000).uses(1, 0).seen());

        assertThat(victims(new AllocatableEviction(AllocatableEviction.Resource.CPU), shrunk, 60))
                .containsExactly("batch-1");
    }

    @Test
    void evictsNobodyBecauseAnOfferWasWithdrawn() {
        Supplier<Seen> withdrawn =
                () -> seen().pod(Batch.pod("batch").requests(3000).uses(1, 0).seen());

        assertThat(reason(new AllocatableEviction(AllocatableEviction.Resource.CPU), withdrawn, 60))
                .isEqualTo("OfferWithdrawn");
    }

    @Test
    void countsThoseThatAreLeavingAlready() {
        Supplier<Seen> leaving =
                () -> full().pod(Batch.pod("d").uses(0, 60).terminating().seen());
        assertThat(victims(new MemoryUsageEviction(), leaving, 10)).containsExactly("a");

        Supplier<Seen> enough =
                () -> full().pod(Batch.pod("d").uses(0, 200).terminating().seen());
        assertThat(reason(new MemoryUsageEviction(), enough, 10)).isEqualTo("UnderWay");
    }

    @Test
    void evictsNoMoreThanMayBeAskedForAndNobodyWhereThatIsImpossible() {
        EvictionStatus one = new EvictionStatus(Optional.empty(), 1, Set.of(), Map.of());
        assertThat(victims(new MemoryUsageEviction(), () -> full().evictions(one), 10))
                .containsExactly("a");

        EvictionStatus stale = new EvictionStatus(Optional.of("pods are not being followed"), 3, Set.of(), Map.of());
        assertThat(reason(new MemoryUsageEviction(), () -> full().evictions(stale), 10))
                .isEqualTo("Impossible");
    }

    @Test
    void triesOthersAtOnceWhenAllWereRefused() {
        MemoryUsageEviction policy = new MemoryUsageEviction();
        EvictionMemory memory = policy.start();
        for (int second = 0; second < 10; second++) {
            memory = policy.decide(full().at(seconds(second)).build(), memory).memory();
            if (memory.asked().size() == 2) {
                break;
            }
        }
        EvictionStatus refused =
                new EvictionStatus(Optional.empty(), 3, Set.of(), Map.of("uid-a", "budget", "uid-b", "budget"));
        Step<EvictionMemory> next = policy.decide(
                full().evictions(refused)
                        .at(memory.since().orElseThrow().plusSeconds(1))
                        .build(),
                memory);
        assertThat(names(next.verdict())).containsExactly("c");
    }

    @Test
    void closesTheNodeForAWhileAfterAPodHadToLeave() {
        MemoryUsageEviction policy = new MemoryUsageEviction();
        EvictionMemory memory = policy.start();
        Step<EvictionMemory> step = policy.decide(full().at(seconds(0)).build(), memory);
        assertThat(closes(step)).isFalse();
        for (int second = 1; step.memory().asked().isEmpty(); second++) {
            step = policy.decide(full().at(seconds(second)).build(), step.memory());
        }
        assertThat(closes(step)).isTrue();
        Duration since = step.memory().since().orElseThrow();
        EvictionMemory after = step.memory();

        Function<Seen, Step<EvictionMemory>> calm =
                seen -> policy.decide(seen.memory(1000, 900).build(), after);
        assertThat(closes(calm.apply(seen().at(since.plusSeconds(59))))).isTrue();
        assertThat(closes(calm.apply(seen().at(since.plusSeconds(60))))).isFalse();
        assertThat(closes(calm.apply(seen().at(since.plusSeconds(5))
                        .evictions(new EvictionStatus(
                                Optional.empty(), 3, Set.of(), Map.of("uid-a", "budget", "uid-b", "budget"))))))
                .isFalse();
        SloExtensions open =
                SloExtensions.NONE.with(new PressureRule(Duration.ZERO, false, band(80, 70), band(80, 70)));
        assertThat(closes(calm.apply(seen().extensions(open).at(since.plusSeconds(1)))))
                .isFalse();
    }

    private static boolean closes(Step<EvictionMemory> step) {
        return step.verdict() instanceof Verdict.Act act
                && act.actions().stream().anyMatch(Action.CloseNode.class::isInstance);
    }

    @ParameterizedTest
    @CsvSource({"MEMORY", "SATISFACTION", "USAGE", "OFFER"})
    void doesLessWhenItsMemoryIsLost(String kind) {
        RememberingPolicy<EvictionMemory> policy = switch (kind) {
            case "MEMORY" -> new MemoryUsageEviction();
            case "SATISFACTION" -> new CpuSatisfactionEviction();
            case "USAGE" -> new CpuUsageEviction();
            default -> new AllocatableEviction(AllocatableEviction.Resource.CPU);
        };
        for (int second = 0; second < 100; second++) {
            Seen seen = second % 2 == 0 ? starved() : busy();
            Step<EvictionMemory> step = policy.decide(
                    seen.memory(1000, 0)
                            .offered(Map.of(ResourceNames.BATCH_CPU, 1L))
                            .at(seconds(second))
                            .build(),
                    policy.start());
            assertThat(step.verdict()).isInstanceOf(Verdict.Hold.class);
        }
    }

    /** The names of those evicted first within so many seconds of the same. */
    private static List<String> victims(RememberingPolicy<EvictionMemory> policy, Supplier<Seen> seen, int within) {
        EvictionMemory memory = policy.start();
        for (int second = 0; second < within; second++) {
            Step<EvictionMemory> step =
                    policy.decide(seen.get().at(seconds(second)).build(), memory);
            memory = step.memory();
            if (step.verdict() instanceof Verdict.Act) {
                return names(step.verdict());
            }
        }
        return List.of();
    }

    private static String reason(RememberingPolicy<EvictionMemory> policy, Supplier<Seen> seen, int after) {
        EvictionMemory memory = policy.start();
        String last = "";
        for (int second = 0; second < after; second++) {
            Step<EvictionMemory> step =
                    policy.decide(seen.get().at(seconds(second)).build(), memory);
            memory = step.memory();
            last = step.verdict().reason().code().name();
        }
        return last;
    }

    private static List<String> names(Verdict verdict) {
        return ((Verdict.Act) verdict)
                .actions().stream()
                        .filter(Action.EvictPod.class::isInstance)
                        .map(action -> ((Action.EvictPod) action).pod().name())
                        .toList();
    }

    private static Seen seen() {
        return Seen.onCpus(8).evictionRules(RULES);
    }

    private static Duration seconds(int second) {
        return Duration.ofDays(1).plusSeconds(second);
    }

    private static Band band(int threshold, int lower) {
        return new Band(new Percent(threshold), new Percent(lower));
    }
}
