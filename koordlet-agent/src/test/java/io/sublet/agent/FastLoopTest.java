package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.observe.Observation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Looks and ticks on a node of four CPUs in simulated time. The threshold leaves 2.6 CPUs to all together, and best effort uses what its quota and online pods
 * leave it.
 */
class FastLoopTest {
    private static final long MILLI = 1_000_000;
    private static final int LOOK = 20;
    private static final int HURRIED_LOOK = 10;
    private static final int TICK = 1000;
    private static final int LEAST_BETWEEN_TICKS = 250;
    private static final int CPUS = 4;
    private static final long FLOOR = 2000;
    private static final long CALM = 500;
    private static final long ALL = 4000;
    private static final String TIER = "kubepods/besteffort";
    private static final String QUOTA = "/cg/cpu/" + TIER + "/cpu.cfs_quota_us";

    private final FakeNode node = new FakeNode();
    private final FastLoop fast = new FastLoop(node.loop, node.observer, node.idle);
    private Optional<Observation> last = Optional.empty();
    private long millis = TICK;
    private long lastTick;
    private long nodeNanos;
    private long tierNanos;

    /** With online pods that use little, until best effort has its level. */
    @BeforeEach
    void findTheLevel() {
        node.spec = "{\"resourceUsedThresholdWithBE\": {\"enable\": true, \"cpuSuppressThresholdPercent\": 65,"
                + " \"cpuSuppressPolicy\": \"cfsQuota\"}}";
        tick();
        pass(CALM, 10_000);
        assertThat(quota()).isEqualTo(210_000);
    }

    private long quota() {
        return Long.parseLong(node.kernel.get(QUOTA));
    }

    /** Time passes in which online pods use so much, with looks and ticks as the agent has them. */
    private void pass(long online, int duration) {
        for (long end = millis + duration; millis < end; ) {
            use(online, fast.hurries() ? HURRIED_LOOK : LOOK);
            boolean due = millis - lastTick >= TICK;
            boolean early = !due && look() == FastLoop.Next.TICK_NOW && millis - lastTick >= LEAST_BETWEEN_TICKS;
            if (due || early) {
                tick();
            }
        }
    }

    private void use(long online, int length) {
        long batch = Math.min(quota() < 0 ? ALL : quota() / 100, ALL - online);
        millis += length;
        nodeNanos += (online + batch) * length * 1000;
        tierNanos += batch * length * 1000;
        node.kernel
                .put("/cg/cpuacct/cpuacct.usage", Long.toString(nodeNanos))
                .put("/cg/cpuacct/" + TIER + "/cpuacct.usage", Long.toString(tierNanos));
        long used = nodeNanos / (10 * MILLI);
        long all = millis * CPUS / 10;
        node.kernel.put("/proc/stat", "cpu  " + used + " 0 0 " + (all - used) + " 0 0 0 0 0 0");
    }

    private FastLoop.Next look() {
        return fast.look(last.orElseThrow(), Instant.ofEpochMilli(millis), millis * MILLI);
    }

    private void tick() {
        last = Optional.of(
                node.loop.tick(Instant.ofEpochMilli(millis), millis * MILLI, fast.surge(last, millis * MILLI)));
        lastTick = millis;
    }

    @Test
    void aStepToEveryCpuTakesBestEffortToItsFloorInFiftyMilliseconds() {
        pass(ALL, 50);
        assertThat(quota()).isEqualTo(FLOOR);
    }

    /** The counter of a CPU is behind by up to 4 ms, so that what little seems to be left may be nothing. */
    @Test
    void aStepThatSeemsToLeaveLittleTakesAll() {
        pass(2500, 100);
        assertThat(quota()).isEqualTo(FLOOR);
    }

    @Test
    void oneLookAfterAnotherIsHurriedUntilThereIsNothingMoreToTake() {
        assertThat(fast.hurries()).isFalse();
        pass(ALL, LOOK);
        assertThat(fast.hurries()).isTrue();
        pass(ALL, 200);
        assertThat(fast.hurries()).isFalse();
        pass(CALM, 1500);
        pass(ALL, LOOK);
        assertThat(fast.hurries()).isTrue();
    }

    @Test
    void requestsThatComeAndGoChangeNothing() {
        for (int i = 0; i < 20; i++) {
            pass(2 * CALM, LOOK);
            pass(0, LOOK);
            assertThat(quota()).isEqualTo(210_000);
        }
    }

    @Test
    void aTickThatSeesLittleOfASurgeGivesNothingBack() {
        pass(ALL, 4 * LOOK);
        tick();
        assertThat(quota()).isEqualTo(FLOOR);
        pass(ALL, 5 * LOOK);
        tick();
        assertThat(quota()).isEqualTo(FLOOR);
    }

    @Test
    void whatAShortSurgeTookComesBackAtOnceAndNotByTheTicksSteps() {
        pass(ALL, 100);
        assertThat(quota()).isEqualTo(FLOOR);
        pass(CALM, 260);
        assertThat(quota()).isEqualTo(FLOOR);
        pass(CALM, 1100);
        assertThat(quota()).isGreaterThan(200_000);
    }

    @Test
    void nothingComesBackAtOnceBesideOnlineUsageThatStays() {
        pass(ALL, 100);
        pass(2500, 1500);
        assertThat(quota()).isLessThanOrEqualTo(11_000);
    }

    @Test
    void afterALongSurgeItComesBackByATenthOfTheNodeInASecond() {
        pass(ALL, 3000);
        assertThat(quota()).isEqualTo(FLOOR);
        pass(CALM, 2000);
        assertThat(quota()).isBetween(FLOOR + 1, FLOOR + 2 * 40_000);
    }

    /** The quota that the tick before has seen is not the one that it has left. */
    @Test
    void aSurgeIsMeasuredAgainstWhatTheTickHasGiven() {
        pass(ALL, 100);
        while (quota() < 200_000) {
            pass(CALM, LOOK);
        }
        pass(1700, 200);
        assertThat(quota()).isBetween(80_000L, 95_000L);
    }

    /** What online pods would use of it if they could cannot be seen then. */
    @Test
    void whereTheNodeIsFullForAPeriodASurgeTakesAll() {
        pass(1950, 200);
        assertThat(quota()).isEqualTo(FLOOR);
    }
}
