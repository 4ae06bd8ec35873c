package io.sublet.e2e.bench.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BareFillTest {
    @TempDir
    private Path directory;

    @Test
    @Timeout(60)
    void everyNodeOffersSomethingByOneWriteOfEachKind() {
        BitSet offering = new BitSet();
        try (Fleet fleet = StubFleet.start(40, directory)) {
            fleet.listen((node, nanos) -> {
                synchronized (offering) {
                    offering.set(node);
                }
            });

            assertThat(BareFill.of(fleet)).isPositive();

            assertThat(fleet.writes()).isEqualTo(Map.of("nodemetrics", 40L, "nodeslos", 40L, "nodes/status", 40L));
            assertThat(fleet.isAsked(39)).isTrue();
            synchronized (offering) {
                assertThat(offering.cardinality()).isEqualTo(40);
            }
        }
    }
}
