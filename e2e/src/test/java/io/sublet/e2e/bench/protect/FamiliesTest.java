package io.sublet.e2e.bench.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.bench.protect.Arm.Batch;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FamiliesTest {
    @Test
    void everyArmHasANameOfItsOwnAndIsComparedWithRunningAlone() {
        List<Family> all = Families.select(Set.copyOf(Families.names()));

        assertThat(all.stream().flatMap(family -> family.arms().stream()).map(Arm::name))
                .doesNotHaveDuplicates()
                .contains("alone", "alone-again", "uncontrolled", "sublet");
        assertThat(all).allSatisfy(family -> assertThat(family.alone().batch()).isEqualTo(Batch.STOPPED));
    }

    @Test
    void anArmBringsTheOneThatItIsComparedWith() {
        List<Family> chosen = Families.select(Set.of("sublet", "network"));

        assertThat(chosen).extracting(Family::name).containsExactly("cpu", "network");
        assertThat(chosen.getFirst().arms()).extracting(Arm::name).containsExactly("alone", "sublet");
        assertThat(chosen.getLast().arms()).hasSize(3);
    }

    @Test
    void aMachineOfTwoCpusHasNoArmThatTakesCpusAway() {
        Family cpu = Families.select(Set.of("cpu")).getFirst();

        assertThat(cpu.on(3)).isEqualTo(cpu);
        assertThat(cpu.on(2).arms())
                .extracting(Arm::name)
                .contains("sublet", "idle-cores")
                .doesNotContain("cpuset", "cpuset-without-idle");
    }

    @Test
    void rulesAreDocumentsOfTheConfigMap() {
        assertThat(Rules.USUAL.texts().get(Rules.THRESHOLD))
                .contains("\"clusterStrategy\":{", "\"cpuSuppressThresholdPercent\":90");
    }
}
