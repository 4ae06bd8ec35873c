package io.sublet.extender.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.unit.Percent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EstimatorTest {
    private static final long MIB = 1L << 20;

    static Stream<Arguments> pods() {
        ResourceAmounts none = ResourceAmounts.NONE;
        return Stream.of(
                Arguments.of("guaranteed", Pods.guaranteed(4, 8), 3400, 6_012_954_214L),
                Arguments.of(
                        "limit above request",
                        Pods.burstable(Pods.amounts(2000, 0), Pods.amounts(8000, 0)),
                        6800,
                        200 * MIB),
                Arguments.of("asks for nothing", Pods.burstable(none, none), 250, 209_715_200L),
                Arguments.of("batch", Pods.batch(6000, 10_000), 5100, 7000),
                Arguments.of("batch without requests", Pods.pod(PriorityClass.BATCH, none, none), 250, 200 * MIB),
                Arguments.of(
                        "batch that asks for plain cpu",
                        Pods.pod(PriorityClass.BATCH, Pods.amounts(4000, 0), none),
                        250,
                        200 * MIB),
                Arguments.of("mid without mid resources", Pods.pod(PriorityClass.MID, none, none), 0, 0),
                Arguments.of("free", Pods.pod(PriorityClass.FREE, Pods.amounts(4000, Pods.GIB), none), 0, 0),
                Arguments.of(
                        "absurd",
                        Pods.burstable(
                                new ResourceAmounts(Map.of("cpu", Long.MAX_VALUE, "memory", Long.MAX_VALUE)), none),
                        7_656_119_366_529_843L,
                        6_305_039_478_318_694L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pods")
    void estimatesFromTheLargerOfRequestAndLimit(String name, PodShape pod, long milliCpu, long bytes) {
        assertThat(Estimator.DEFAULT.estimate(pod)).isEqualTo(LoadVector.of(milliCpu, bytes));
    }

    @Test
    void neverEstimatesMoreThanTheLimit() {
        Estimator generous = new Estimator(LoadResources.CPU_MEMORY, Map.of("cpu", new Percent(120)), false);

        assertThat(generous.estimate(Pods.guaranteed(4, 8)).at(LoadResources.CPU))
                .isEqualTo(4000);
    }

    /** Those of Koordinator's tests: factors of CPU and memory, milli-CPU and bytes of a pod, its limits, expected. */
    @ParameterizedTest
    @CsvSource({
        "85,  70,  4000, 8, 4000, 8, 3400, 6012954214",
        "85,  70,  4000, 8, 8000, 8, 6800, 6012954214",
        "110, 70,  4000, 8, 4000, 8, 4000, 6012954214",
        "85,  110, 4000, 8, 4000, 8, 3400, 8589934592",
        "80,  80,  4000, 8, 0,    0, 3200, 6871947674",
        "100, 80,  4000, 8, 0,    0, 4000, 6871947674"
    })
    void estimatesByFactorsAndNoMoreThanLimits(
            long cpu, long memory, long milli, long gib, long limitMilli, long limitGib, long estimate, long bytes) {
        Estimator estimator = new Estimator(
                LoadResources.CPU_MEMORY, Map.of("cpu", new Percent(cpu), "memory", new Percent(memory)), false);
        PodShape pod =
                Pods.burstable(Pods.amounts(milli, gib * Pods.GIB), Pods.amounts(limitMilli, limitGib * Pods.GIB));

        assertThat(estimator.estimate(pod)).isEqualTo(LoadVector.of(estimate, bytes));
    }

    static Stream<Arguments> annotated() {
        return Stream.of(
                Arguments.of("another factor", "{\"cpu\":50}", 2000, 6_012_954_214L),
                Arguments.of("no more than the limit", "{\"cpu\":120,\"memory\":1000}", 4000, 8 * Pods.GIB),
                Arguments.of("an unknown resource", "{\"gpu\":10}", 3400, 6_012_954_214L),
                Arguments.of("negative", "{\"cpu\":-1}", 3400, 6_012_954_214L),
                Arguments.of("no JSON", "half", 3400, 6_012_954_214L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("annotated")
    void aPodMayHaveFactorsOfItsOwnWhereThatIsAllowed(String name, String annotation, long milliCpu, long bytes) {
        PodShape pod = Pods.saying(
                Pods.guaranteed(4, 8), Map.of("scheduling.koordinator.sh/load-estimated-scaling-factors", annotation));
        Estimator allowing = new Estimator(LoadResources.CPU_MEMORY, Estimator.DEFAULT.factors(), true);

        assertThat(allowing.estimate(pod)).isEqualTo(LoadVector.of(milliCpu, bytes));
        assertThat(Estimator.DEFAULT.estimate(pod)).isEqualTo(LoadVector.of(3400, 6_012_954_214L));
    }

    @Test
    void otherResourcesAreEstimatedForProdAloneAndOnlyWithAFactor() {
        LoadResources resources = LoadResources.with(List.of("example.com/disk", "example.com/net"));
        Estimator estimator =
                new Estimator(resources, Map.of("cpu", new Percent(100), "example.com/disk", new Percent(50)), false);
        ResourceAmounts asked =
                new ResourceAmounts(Map.of("cpu", 1000L, "example.com/disk", 10L, "example.com/net", 10L));

        assertThat(estimator.estimate(Pods.burstable(asked, ResourceAmounts.NONE)))
                .isEqualTo(LoadVector.of(1000, 0, 5, 0));
        assertThat(estimator.estimate(Pods.pod(PriorityClass.BATCH, asked, ResourceAmounts.NONE)))
                .isEqualTo(LoadVector.of(250, 0, 0, 0));
    }
}
