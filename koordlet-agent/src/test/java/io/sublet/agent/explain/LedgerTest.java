package io.sublet.agent.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Outcome;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.MemoryStateStore;
import io.sublet.agent.kernel.linux.DirectoryStateStore;
import io.sublet.agent.plan.Write;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
    private static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");

    private final FakeStore store = new FakeStore();

    @Test
    void keepsWhatHappenedAndTheFirstOfWhatIsRepeated() {
        Ledger ledger = new Ledger(store);
        for (int tick = 0; tick < 5; tick++) {
            ledger.add(at(tick), tick, hold("a", ModeReason.Restored), List.of());
            ledger.add(at(tick), tick, act("b"), List.of(new Outcome.Settled(write(tick))));
            ledger.add(at(tick), tick, act("c"), List.of(new Outcome.Applied(write(tick), "-1")));
        }

        assertThat(find(ledger, "limit=100"))
                .extracting(LedgerLine::policy)
                .containsExactly("a", "b", "c", "c", "c", "c", "c");
        assertThat(store.text("decisions.jsonl").lines()).hasSize(7);
    }

    @Test
    void answersByTimePolicyAndNumber() {
        Ledger ledger = new Ledger(store);
        for (int tick = 0; tick < 100; tick++) {
            ledger.add(
                    at(tick), tick, act(tick % 2 == 0 ? "even" : "odd"), List.of(new Outcome.Applied(write(tick), "")));
        }

        assertThat(find(ledger, "")).hasSize(20);
        assertThat(find(ledger, "policy=odd&limit=3"))
                .extracting(LedgerLine::at)
                .containsExactly(at(95), at(97), at(99));
        assertThat(find(ledger, "since=" + at(90))).hasSize(10);
        assertThat(find(ledger, "since=2026-11-27T11:01:30+01:00")).hasSize(10);
        assertThat(find(ledger, "since=10s")).extracting(LedgerLine::at).first().isEqualTo(at(90));
        assertThat(find(ledger, "policy=none")).isEmpty();
    }

    @Test
    void answersForARuleOfTheOperatorsByItsName() {
        Ledger ledger = new Ledger(store);
        ledger.add(at(1), 1, act("watermark/memory is short"), List.of(new Outcome.Applied(write(1), "")));
        ledger.add(at(2), 2, act("suppress"), List.of(new Outcome.Applied(write(2), "")));

        assertThat(find(ledger, "policy=watermark/memory is short"))
                .extracting(LedgerLine::at)
                .containsExactly(at(1));
    }

    @Test
    void readsTheDiskForWhatIsNoLongerInMemory(@TempDir Path folder) throws IOException {
        try (DirectoryStateStore disk = DirectoryStateStore.open(folder)) {
            Ledger ledger = new Ledger(disk);
            for (int tick = 0; tick < 600; tick++) {
                ledger.add(at(tick), tick, act("a"), List.of(new Outcome.Applied(write(tick), "")));
            }
            assertThat(find(ledger, "limit=1000")).hasSize(600);
            assertThat(find(ledger, "since=" + at(550))).hasSize(50);
            Files.writeString(folder.resolve("decisions.jsonl"), "{\"at\":\"2026-", StandardOpenOption.APPEND);
            Ledger afterCrash = new Ledger(disk);
            afterCrash.add(at(600), 600, act("a"), List.of(new Outcome.Applied(write(1), "")));
            assertThat(find(afterCrash, "limit=1000"))
                    .hasSize(601)
                    .last()
                    .satisfies(line -> assertThat(line.at()).isEqualTo(at(600)));
        }
    }

    @Test
    void staysWithinItsBoundsOnDiskAndInAnAnswer() {
        Ledger ledger = new Ledger(store);
        Reason wordy = Reason.of(ModeReason.Restored).with("candidates", "x".repeat(20_000));
        for (int tick = 0; tick < 1000; tick++) {
            ledger.add(
                    at(tick),
                    tick,
                    new Verdict.Act("a", List.of(), wordy),
                    List.of(new Outcome.Applied(write(tick), "")));
        }
        assertThat(store.size("decisions.jsonl") + store.size("decisions.1.jsonl"))
                .isLessThan(9 << 20);
        assertThat(find(ledger, "limit=1000").stream()
                        .mapToInt(line -> line.json().length())
                        .sum())
                .isLessThan(3 << 20);
    }

    @Test
    void keepsTheLastOnesInMemoryWhereThereIsNoDisk() {
        Ledger ledger = new Ledger(new MemoryStateStore("read-only"));
        for (int tick = 0; tick < 300; tick++) {
            ledger.add(at(tick), tick, act("a"), List.of(new Outcome.Applied(write(tick), "")));
        }
        assertThat(find(ledger, "limit=1000")).hasSize(256);
    }

    @Test
    void tellsAPersonWhatWasDecidedAndWhatCameOfIt() {
        Ledger ledger = new Ledger(store);
        Reason why =
                Reason.of(ModeReason.ModeChanged).with("usage", "90%").with("spared", List.of("a/b: its class is LS"));
        Write write = write(2000);
        Action.EvictPod evict = new Action.EvictPod("p", new PodRef("jobs", "x", "u"), why);
        ledger.add(
                START,
                7,
                new Verdict.Act("p", List.of(write.action(), evict), why),
                List.of(
                        new Outcome.Applied(write, "-1"),
                        new Outcome.Conflict(write, "9us"),
                        new Outcome.Settled(write),
                        new Outcome.Rejected(evict, "HTTP 429")));

        assertThat(find(ledger, "").getFirst().text()).isEqualTo("""
                2026-11-27T10:00:00Z #7 p acts: ModeChanged: The node is not to be enforced, what was held is given back. \
                usage=90% spared=[a/b: its class is LS]
                    /kubepods/besteffort CPU_QUOTA = 2000us: applied (was -1)
                    /kubepods/besteffort CPU_QUOTA = 2000us: conflict (another program has set it to 9us)
                    pod jobs/x = evicted: rejected (HTTP 429)
                """);
        assertThat(Json.parseObject(find(ledger, "").getFirst().json()).objects("writes"))
                .hasSize(3);
    }

    @Test
    void takesAnyValueForAFact() {
        Ledger ledger = new Ledger(store);
        Reason odd = Reason.of(ModeReason.ModeChanged)
                .with("knob", Knob.CPUSET)
                .with("share", 0.5)
                .with("n", 3);
        ledger.add(START, 1, new Verdict.Hold("a", odd), List.of());
        assertThat(find(ledger, "").getFirst().json())
                .contains("\"facts\":{\"knob\":\"CPUSET\",\"share\":\"0.5\",\"n\":3}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "limit=0 | limit must be a number in 1..1000, was '0'",
                "last=x | last must be a number in 1..1000, was 'x'",
                "limit=1001 | limit must be a number in 1..1000, was '1001'",
                "since=yesterday | since must be a time such as 2026-01-31T12:00:00Z or a duration such as 15m, was 'yesterday'",
                "format=yaml | format must be text or json, was 'yaml'",
                "policy= | policy must be the name of a policy, was ''",
                "polcy=a | 'polcy' is none of since, policy, limit (or last), format",
                "limit=1&& | '' is none of since, policy, limit (or last), format"
            })
    void saysWhatIsWrongWithAQuery(String query, String why) {
        assertThat(LedgerQuery.read(query, START)).isEqualTo(new LedgerQuery.Read.Unusable(why));
    }

    private static List<LedgerLine> find(Ledger ledger, String query) {
        return ledger.find(((LedgerQuery.Read.Query) LedgerQuery.read(query, at(100))).query());
    }

    private static Instant at(int tick) {
        return START.plus(Duration.ofSeconds(tick));
    }

    private static Verdict hold(String policy, ModeReason code) {
        return new Verdict.Hold(policy, Reason.of(code));
    }

    private static Verdict act(String policy) {
        return new Verdict.Act(policy, List.of(), Reason.of(ModeReason.ModeChanged));
    }

    private static Write write(long micros) {
        CpuQuota quota = new CpuQuota(Math.max(1, micros));
        Action.SetQuota action = new Action.SetQuota(TIER, quota, Reason.of(ModeReason.ModeChanged));
        return new Write(new KnobKey(TIER, Knob.CPU_QUOTA), new KnobValue.Quota(quota), action, true, Optional.empty());
    }
}
