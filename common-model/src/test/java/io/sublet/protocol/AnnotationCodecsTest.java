package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.CpuSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationCodecsTest {
    private static final String EXTENDED = "{\"containers\":{\"c\":{\"limits\":{\"kubernetes.io/batch-cpu\":\"2k\","
            + "\"kubernetes.io/batch-memory\":\"1Gi\"},\"requests\":{\"kubernetes.io/batch-cpu\":\"1k\","
            + "\"kubernetes.io/batch-memory\":\"1Gi\"}}}}";

    @Test
    void extendedResourceSpecIsWrittenAsThePeerWritesIt() {
        ExtendedResourceSpec spec = new ExtendedResourceSpec(Map.of(
                "c",
                new ExtendedResourceSpec.Container(
                        Map.of(ResourceNames.BATCH_MEMORY, "1Gi", ResourceNames.BATCH_CPU, "1k"),
                        Map.of(ResourceNames.BATCH_CPU, "2k", ResourceNames.BATCH_MEMORY, "1Gi"))));

        assertThat(spec.render()).isEqualTo(EXTENDED);
        assertThat(ExtendedResourceSpec.parse(EXTENDED).valid()).contains(spec);
    }

    @Test
    void anExtendedResourceSpecWithoutContainersIsAnEmptyObject() {
        assertThat(new ExtendedResourceSpec(Map.of()).render()).isEqualTo("{}");
        assertThat(ExtendedResourceSpec.parse("{}").valid()).contains(new ExtendedResourceSpec(Map.of()));
    }

    @Test
    void anAbsentAnnotationIsAbsentAndAMalformedOneSaysWhy() {
        assertThat(ExtendedResourceSpec.parse(null)).isEqualTo(new Parsed.Absent<>());
        assertThat(ExtendedResourceSpec.parse("{")).isInstanceOf(Parsed.Invalid.class);
        assertThat(ExtendedResourceSpec.parse("{\"containers\":[]}"))
                .isEqualTo(new Parsed.Invalid<>("containers must be an object, was []"));
        assertThat(ExtendedResourceSpec.parse("{\"containers\":{\"c\":{\"limits\":{\"a\":true}}}}"))
                .isEqualTo(new Parsed.Invalid<>("containers.c.limits.a must be a string or a number, was true"));
    }

    @Test
    void cpuBindSpecReadsItsPolicies() {
        String text = "{\"requiredCPUBindPolicy\":\"FullPCPUs\",\"preferredCPUExclusivePolicy\":\"PCPULevel\"}";
        CpuBindSpec spec = new CpuBindSpec(CpuBindPolicy.FULL_PCPUS, CpuBindPolicy.NONE, CpuExclusivePolicy.PCPU_LEVEL);

        assertThat(CpuBindSpec.parse(text).valid()).contains(spec);
        assertThat(spec.render()).isEqualTo(text);
        assertThat(CpuBindSpec.parse("{}").valid()).contains(CpuBindSpec.NONE);
        assertThat(CpuBindSpec.parse("{\"preferredCPUBindPolicy\":\"Half\"}"))
                .isEqualTo(new Parsed.Invalid<>("preferredCPUBindPolicy is unknown: Half"));
    }

    @Test
    void resourceStatusReadsCpusAndNumaNodes() {
        String text = "{\"cpuset\":\"0-3,8\",\"numaNodeResources\":[{\"node\":0,\"resources\":{\"cpu\":\"4\","
                + "\"memory\":\"8Gi\"}}]}";
        ResourceStatus status = new ResourceStatus(
                CpuSet.of(0, 1, 2, 3, 8),
                List.of(new ResourceStatus.NumaNodeResources(0, Map.of("cpu", "4", "memory", "8Gi"))));

        assertThat(ResourceStatus.parse(text).valid()).contains(status);
        assertThat(status.render()).isEqualTo(text);
        assertThat(ResourceStatus.parse("{}").valid()).contains(ResourceStatus.NONE);
        assertThat(ResourceStatus.parse("{\"cpuset\":\"3-1\"}")).isInstanceOf(Parsed.Invalid.class);
        assertThat(ResourceStatus.parse("{\"numaNodeResources\":[{\"node\":-1}]}"))
                .isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"resources\":{\"cpu\":\"2\",\"memory\":\"4Gi\"}} | 2000 | 4294967296",
                "{\"resources\":{\"cpu\":\"20\"},\"reservedCPUs\":\"0-9\"} | 10000 | 0",
                "{\"reservedCPUs\":\"0-19\"} | 20000 | 0",
                "{\"resources\":{\"memory\":\"20G\"}} | 0 | 20000000000",
                "{} | 0 | 0"
            })
    void reservedCpusTakeThePlaceOfTheReservedQuantity(String text, long milli, long bytes) {
        assertThat(NodeReservation.parse(text).valid().orElseThrow().amount()).isEqualTo(CpuMemory.of(milli, bytes));
    }

    /** A policy that Koordinator does not know takes nothing off there either. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"resources\":{\"cpu\":\"2\",\"memory\":\"4Gi\"}} | 2000 | 4294967296",
                "{\"resources\":{\"cpu\":\"2\"},\"applyPolicy\":\"Default\"} | 2000 | 0",
                "{\"resources\":{\"cpu\":\"2\"},\"reservedCPUs\":\"0-9\",\"applyPolicy\":\"\"} | 10000 | 0",
                "{\"reservedCPUs\":\"0-9\",\"applyPolicy\":\"ReservedCPUsOnly\"} | 0 | 0",
                "{\"resources\":{\"cpu\":\"2\"},\"applyPolicy\":\"Other\"} | 0 | 0",
                "{\"resources\":{\"cpu\":\"-2\"}} | 0 | 0"
            })
    void aReservationIsTakenOffWhatPodsMayAskForUnlessItIsOfCpusOnly(String text, long milli, long bytes) {
        assertThat(NodeReservation.parse(text).valid().orElseThrow().takenOffAllocatable())
                .isEqualTo(CpuMemory.of(milli, bytes));
    }

    @Test
    void aMalformedReservationSaysWhy() {
        assertThat(NodeReservation.parse("{\"resources\":{\"cpu\":\"two\"}}"))
                .isEqualTo(new Parsed.Invalid<>("'two' is not a quantity"));
        assertThat(NodeReservation.parse("{\"reservedCPUs\":\"0-\"}"))
                .isEqualTo(new Parsed.Invalid<>("reservedCPUs is not a list of CPUs: 0-"));
    }
}
