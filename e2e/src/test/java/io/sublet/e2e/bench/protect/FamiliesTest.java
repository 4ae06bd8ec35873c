package io.sublet.e2e.bench.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.bench.protect.Arm.Batch;
import io.sublet.e2e.cluster.ClusterException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FamiliesTest {
    @Test
    void everyArmHasANameOfItsOwnAndIsComparedWithRunningAlone() {
        List<Family> all = Families.select("");

        assertThat(all.stream().flatMap(family -> family.arms().stream()).map(Arm::name))
                .doesNotHaveDuplicates()
                .contains("alone", "alone-again", "uncontrolled", "sublet");
        assertThat(all).allSatisfy(family -> assertThat(family.alone().batch()).isEqualTo(Batch.STOPPED));
    }

    @Test
    void anArmBringsTheOneThatItIsComparedWith() {
        List<Family> chosen = Families.select("sublet, network");

        assertThat(chosen).extracting(Family::name).containsExactly("cpu", "network");
        assertThat(chosen.getFirst().arms()).extracting(Arm::name).containsExactly("alone", "sublet");
        assertThat(chosen.getLast().arms()).hasSize(3);
    }

    @Test
    void aMachineOfTwoCpusHasNoArmThatTakesCpusAway() {
        Family cpu = Families.select("cpu").getFirst();

        assertThat(cpu.on(3)).isEqualTo(cpu);
        assertThat(cpu.on(2).arms())
                .extracting(Arm::name)
                .contains("sublet", "idle-cores")
                .doesNotContain("cpuset", "cpuset-without-idle");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Families.select("subblet"))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("ARMS has subblet; there are cpu, alone, alone-again, ");
    }

    @Test
    void rulesAreDocumentsOfTheConfigMap() {
        assertThat(Rules.USUAL.texts().get(Rules.THRESHOLD))
                .contains("\"clusterStrategy\":{", "\"cpuSuppressThresholdPercent\":90");
    }
}
