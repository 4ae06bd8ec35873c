package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "2,2000",
        "500m,500",
        "1k,1000000",
        "1.5,1500",
        "100u,1",
        "1n,1",
        "0,0",
        ".5,500",
        "1e1,10000",
        "-1,-1000",
        "999999999999999m,999999999999999",
        "1Ki,1024000",
        "00012,12000"
    })
    void cpuIsReadInMilliCpusAndRoundedUp(String text, long milli) {
        assertThat(Quantities.parseCpu(text)).isEqualTo(new MilliCpu(milli));
    }

    @ParameterizedTest
    @CsvSource({
        "1Gi,1073741824",
        "1G,1000000000",
        "128974848,128974848",
        "129e6,129000000",
        "129M,129000000",
        "123Mi,128974848",
        "1Ki,1024",
        "1500m,2",
        "999999999999m,1000000000",
        "8589934591Gi,9223372035781033984",
        "999999999999999,999999999999999",
        "1000000000000000,1000000000000000",
        "1Ei,1152921504606846976"
    })
    void memoryIsReadInBytesAndRoundedUp(String text, long bytes) {
        assertThat(Quantities.parseBytes(text)).isEqualTo(new Bytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "1x", "1 Gi", "1gi", "--1", "1.2.3", "Gi", "1e", "1e999", "0x10", "1K", "m", "1ki", "1mi",
                "1mm"
            })
    void whatIsNoQuantityIsRefused(String text) {
        assertThatThrownBy(() -> Quantities.parseBytes(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void aVeryLongTextIsRefusedUnreadAndNotRepeatedInFull() {
        String digits = "1".repeat(100);

        assertThat(Quantities.parse("0".repeat(90) + "1.5Gi")).isEqualByComparingTo("1610612736");
        assertThat(Quantities.parse(digits)).isEqualByComparingTo(digits);
        for (String text : List.of(digits + "1", "0".repeat(99) + "1m", "1." + "0".repeat(250_000))) {
            assertThatThrownBy(() -> Quantities.parse(text))
                    .isInstanceOf(JsonException.class)
                    .hasMessage(
                            "'" + text.substring(0, 100) + "…' of " + text.length() + " characters is not a quantity");
            assertThatThrownBy(() -> Quantities.parseCpu(text)).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void aQuantityBeyondALongIsRefusedAndNotWrapped() {
        assertThatThrownBy(() -> Quantities.parseBytes("9.3E"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("out of range");
        assertThatThrownBy(() -> Quantities.parseBytes("8589934592Gi"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("out of range");
        assertThatThrownBy(() -> Quantities.parseCpu("9007199254741Gi"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("out of range");
        assertThat(Quantities.parseBytes("9E")).isEqualTo(new Bytes(9_000_000_000_000_000_000L));
    }

    @ParameterizedTest
    @CsvSource({"1000,1k", "25000,25k", "1500,1500", "0,0", "1000000,1M", "500,500", "-2000,-2k"})
    void countsAreWrittenInCanonicalDecimalForm(long count, String text) {
        assertThat(Quantities.formatCount(count)).isEqualTo(text);
        assertThat(Quantities.parseCount(text)).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"1073741824,1Gi", "1000,1000", "1024,1Ki", "1536,1536", "0,0"})
    void bytesAreWrittenInCanonicalBinaryForm(long bytes, String text) {
        assertThat(Quantities.format(new Bytes(bytes))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"2000,2", "1500,1500m", "0,0", "1000000,1k"})
    void cpuIsWrittenInCores(long milli, String text) {
        assertThat(Quantities.format(new MilliCpu(milli))).isEqualTo(text);
    }
}
