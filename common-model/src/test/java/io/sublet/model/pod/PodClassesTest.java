package io.sublet.model.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodClassesTest {
    @ParameterizedTest
    @CsvSource({
        "9000,PROD",
        "9999,PROD",
        "7000,MID",
        "7999,MID",
        "5000,BATCH",
        "5999,BATCH",
        "3000,FREE",
        "3999,FREE",
        "0,NONE",
        "8500,NONE",
        "4999,NONE",
        "10000,NONE",
        "2000000000,NONE",
        "-1,NONE"
    })
    void aPriorityBelongsToTheBandThatHoldsIt(int priority, PriorityClass expected) {
        assertThat(PriorityClass.ofPriority(priority)).isEqualTo(expected);
    }

    @Test
    void theLabelIsStrongerThanThePriorityEvenWhenItIsUnknown() {
        assertThat(PriorityClass.declared(Optional.of("koord-batch"), OptionalInt.of(9000)))
                .isEqualTo(PriorityClass.BATCH);
        assertThat(PriorityClass.declared(Optional.of("gold"), OptionalInt.of(9000)))
                .isEqualTo(PriorityClass.NONE);
        assertThat(PriorityClass.declared(Optional.empty(), OptionalInt.of(5500)))
                .isEqualTo(PriorityClass.BATCH);
        assertThat(PriorityClass.declared(Optional.empty(), OptionalInt.empty()))
                .isEqualTo(PriorityClass.NONE);
    }

    @ParameterizedTest
    @CsvSource({"NONE,BE,BATCH", "NONE,LS,PROD", "NONE,LSE,PROD", "NONE,SYSTEM,PROD", "MID,BE,MID", "FREE,LS,FREE"})
    void aPodWithoutPriorityClassGetsTheOneOfItsQos(PriorityClass declared, QosClass qos, PriorityClass expected) {
        assertThat(declared.orDefaultFor(qos)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"PROD,9500", "MID,7500", "BATCH,5500", "FREE,3500", "NONE,0"})
    void aClassStandsByTheMiddleOfItsBand(PriorityClass priority, int value) {
        assertThat(priority.defaultPriority()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"GUARANTEED,LSR", "BURSTABLE,LS", "BEST_EFFORT,BE"})
    void aPodWithoutQosLabelGetsTheClassOfItsKubernetesQos(KubeQos kubeQos, QosClass expected) {
        assertThat(QosClass.defaultFor(kubeQos)).isEqualTo(expected);
    }

    @Test
    void classNamesAreExact() {
        assertThat(QosClass.parse("BE")).contains(QosClass.BE);
        assertThat(QosClass.parse("be")).isEmpty();
        assertThat(QosClass.parse("")).isEmpty();
        assertThat(KubeQos.parse("Burstable")).contains(KubeQos.BURSTABLE);
        assertThat(KubeQos.parse("burstable")).isEmpty();
        assertThat(PriorityClass.ofName("")).isEqualTo(PriorityClass.NONE);
    }
}
