package io.sublet.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.observe.group.Beat;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TierReaderTest {
    private static final String TIER = "kubepods/besteffort";

    private final FakeKernel kernel = new FakeKernel()
            .groupV1("", "0-3")
            .groupV1("kubepods", "0-3")
            .groupV1(TIER, "0-3")
            .groupV1(TIER + "/poda", "0-3");
    private final TierReader reader = new TierReader(new CgroupFs(kernel, FakeKernel.ROOT));
    private Object pods = new Object();
    private int number = 1;

    @BeforeEach
    void settle() {
        for (int i = 0; i < 5; i++) {
            members();
        }
        kernel.groupV1(TIER + "/podb", "0-3").groupV1(TIER + "/podb/c", "0-1");
    }

    @Test
    void findsANewGroupWithinTenSeconds() {
        List<String> seen = members();
        assertThat(seen).containsExactly(TIER + "/poda 0-3");
        for (int i = 0; i < 10; i++) {
            seen = members();
        }
        assertThat(seen).containsExactly(TIER + "/poda 0-3", TIER + "/podb 0-3", TIER + "/podb/c 0-1");
    }

    @Test
    void findsItAtOnceWhenPodsHaveChangedOrTheKernelHasRefused() {
        pods = new Object();
        assertThat(members()).hasSize(3);
        kernel.groupV1(TIER + "/podc", "0-3");
        assertThat(members()).hasSize(4);
        members();
        kernel.remove("podc");
        reader.relist();
        assertThat(members()).hasSize(3);
    }

    @Test
    void seesNewValuesInEachTick() {
        kernel.put("/cg/cpuset/" + TIER + "/poda/cpuset.cpus", "2");
        assertThat(members()).containsExactly(TIER + "/poda 2");
    }

    @Test
    void readsAFewOfTwoThousandGroupsThatDeadPodsHaveLeft() {
        for (int i = 0; i < 2000; i++) {
            kernel.groupV1(TIER + "/poddead" + i, "0-3");
        }
        members(20);
        int before = kernel.reads();
        assertThat(members(10)).hasSize(2003);
        assertThat((kernel.reads() - before) / 10).isLessThan(200);
        kernel.put("/cg/cpuset/" + TIER + "/poddead1234/cpuset.cpus", "2");
        assertThat(members(33)).contains(TIER + "/poddead1234 2");
    }

    @Test
    void readsOfManyGroupsAtOnceWhatWasWrittenAndAllWhenAWriteWasRefused() {
        for (int i = 0; i < 2000; i++) {
            kernel.groupV1(TIER + "/poddead" + i, "0-3");
        }
        members(20);
        String two = TIER + "/poddead2";
        kernel.put("/cg/cpuset/" + two + "/cpuset.cpus", "2");
        kernel.put("/cg/cpuset/" + TIER + "/poddead3/cpuset.cpus", "3");
        reader.written(List.of(new KnobKey(new CgroupPath(two), Knob.CPUSET)));
        assertThat(members()).contains(two + " 2").doesNotContain(TIER + "/poddead3 3");
        reader.relist();
        assertThat(members()).contains(TIER + "/poddead3 3");
    }

    /** Hundreds of groups have limits of their own. */
    @Test
    void readsThePeriodOfALimitSeldom() {
        for (String group : List.of("poda", "podb", "podb/c")) {
            kernel.put("/cg/cpu/" + TIER + "/" + group + "/cpu.cfs_quota_us", "50000");
        }
        members(20);
        int before = kernel.reads();
        members(10);
        // Of each of three groups quota and CPUs, and of the tier six values and its usage, each time; three periods
        // once.
        assertThat(kernel.reads() - before).isEqualTo(10 * (3 * 2 + 7) + 3);
        kernel.put("/cg/cpu/" + TIER + "/poda/cpu.cfs_period_us", "50000");
        members(9);
        assertThat(read().members().getFirst().period()).isEqualTo(Reading.of(Duration.ofMillis(50)));
    }

    private List<String> members(int times) {
        List<String> seen = List.of();
        for (int i = 0; i < times; i++) {
            seen = members();
        }
        return seen;
    }

    private BestEffortTier read() {
        long at = number++;
        Beat beat = new Beat(at, at * 1_000_000_000L, 4, 0, Duration.ofSeconds(1));
        return reader.read(Seen.TIER, beat, true, pods, new AsciiText())
                .toOptional()
                .orElseThrow();
    }

    private List<String> members() {
        return read().members().stream()
                .map(member -> member.path().path() + " "
                        + member.cpus().toOptional().map(Object::toString).orElse("missing"))
                .toList();
    }
}
