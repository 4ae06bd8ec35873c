package io.sublet.agent.decide.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.cache.BandwidthSignal.Memory;
import io.sublet.agent.decide.interference.Squeeze;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.node.CacheMonitor;
import io.sublet.agent.observe.node.CacheMonitor.Moved;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.InterferenceRule.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random traffic of two domains, much of it missing or absurd. */
class BandwidthSignalProps {
    @Property(seed = "20261128", tries = 100)
    void staysWithinThePolicyAndBetweenReadingsAndWithoutThemAsItIs(@ForAll int seed) {
        Random random = new Random(seed);
        Memory memory = Memory.NOTHING;
        CacheQos whole = BandwidthCases.policy().be().cache();
        for (int number = 1; number < 120; number++) {
            List<CacheMonitor> monitors = monitors(random);
            Observation seen = BandwidthCases.node(number, new CacheReadings(number, monitors))
                    .build();

            Memory next = BandwidthSignal.decide(seen, memory).memory();

            int change = next.squeeze().steps() - memory.squeeze().steps();
            assertThat(change).isBetween(-1, 1);
            if (monitors.stream().anyMatch(one -> one.total().perSecond().isMissing())) {
                assertThat(change).as("nothing is given back").isNotNegative();
            }
            if (monitors.stream().allMatch(one -> one.total().perSecond().isMissing())) {
                assertThat(next.squeeze()).isEqualTo(memory.squeeze());
            }
            assertThat(BandwidthSignal.decide(seen, next).memory()).isEqualTo(next);
            CacheQos narrowed = Squeeze.NONE
                    .narrow(BandwidthCases.policy(), next.squeeze(), Response.DEFAULT)
                    .be()
                    .cache();
            assertThat(narrowed.bandwidth().value())
                    .isBetween(10L, whole.bandwidth().value());
            assertThat(narrowed.end()).isEqualTo(whole.end());
            memory = next;
        }
    }

    private static List<CacheMonitor> monitors(Random random) {
        boolean busy = random.nextInt(3) > 0;
        boolean blind = random.nextInt(8) == 0;
        List<CacheMonitor> monitors = new ArrayList<>();
        for (String domain : List.of("00", "01")) {
            for (String group : List.of("", "LS", "BE")) {
                Reading<Long> moved = blind || random.nextInt(20) == 0
                        ? Reading.missing("test")
                        : Reading.of(
                                random.nextInt(40) == 0
                                        ? Long.MAX_VALUE
                                        : random.nextLong(busy ? 5_000_000_000L : 1_000_000_000L));
                monitors.add(new CacheMonitor(
                        group, domain, Reading.missing("test"), new Moved(moved, moved), new Moved(moved, moved)));
            }
        }
        return monitors;
    }
}
