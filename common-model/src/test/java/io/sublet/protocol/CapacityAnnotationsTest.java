package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.unit.Ratio;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotations by which a node's capacity is negotiated. */
class CapacityAnnotationsTest {
    @Test
    void theNormalizationRatioHasTwoDigits() {
        assertThat(CpuNormalizationRatio.parse("1.2").valid()).contains(new Ratio(120));
        assertThat(CpuNormalizationRatio.render(new Ratio(120))).isEqualTo("1.20");
        assertThat(CpuNormalizationRatio.parse(null)).isEqualTo(new Parsed.Absent<>());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "0", "-1", "NaN", "1e30", "1e100000000", "1e-100000000", "0e-2000000000"})
    void aNormalizationRatioThatIsNoneIsInvalid(String text) {
        assertThat(CpuNormalizationRatio.parse(text)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({"cpu, 1e100000000", "memory, 1e19", "cpu, 9223372036854775.808"})
    void anAmountThatIsOutOfRangeIsNone(String resource, BigDecimal amount) {
        assertThat(RawAllocatable.truncated(resource, amount)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cpu, 1.5009, 1.500", "memory, 12.9, 12", "memory, 9223372036854775807, 9223372036854775807"})
    void anAmountIsTruncatedToWhatItsResourceIsCountedIn(String resource, BigDecimal amount, BigDecimal expected) {
        assertThat(RawAllocatable.truncated(resource, amount).orElseThrow()).isEqualByComparingTo(expected);
    }

    @Test
    void amplificationRatiosAreSortedWithTwoDigits() {
        assertThat(new AmplificationRatios(Map.of("memory", new BigDecimal("1.1"), "cpu", new BigDecimal("1.5")))
                        .render())
                .isEqualTo("{\"cpu\":1.50,\"memory\":1.10}");
    }

    @Test
    void basicInfoNamesTheModelAndOmitsWhatIsOff() {
        assertThat(CpuBasicInfo.parse("{\"cpuModel\":\"XYZ\",\"turboEnabled\":true,\"vendorID\":\"V\"}")
                        .valid())
                .contains(new CpuBasicInfo("XYZ", false, true, "", "V"));
        String full = "{\"cpuModel\":\"XYZ\",\"hyperThreadEnabled\":true,\"catL3CbmMask\":\"7ff\",\"vendorID\":\"V\"}";
        assertThat(CpuBasicInfo.parse(full).valid().map(CpuBasicInfo::render)).contains(full);
        assertThat(CpuBasicInfo.parse("{}")).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void theOriginIsWrittenAsThePeerWritesIt() {
        assertThat(new OriginExtendedAllocatable(new NormalizedCpu(6000), new Bytes(20L << 30)).render())
                .isEqualTo(
                        "{\"resources\":{\"kubernetes.io/batch-cpu\":\"6k\",\"kubernetes.io/batch-memory\":\"20Gi\"}}");
        assertThat(OriginExtendedAllocatable.NOTHING.render())
                .isEqualTo("{\"resources\":{\"kubernetes.io/batch-cpu\":\"0\",\"kubernetes.io/batch-memory\":\"0\"}}");
    }
}
