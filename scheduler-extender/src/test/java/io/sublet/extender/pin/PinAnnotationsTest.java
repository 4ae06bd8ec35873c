package io.sublet.extender.pin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.PinMarks;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.NumaShare;
import io.sublet.model.cpu.PinDecision.Footprint;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.pod.PodRef;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinAnnotationsTest {
    private static final Footprint FOOTPRINT = new Footprint(2, 1, 1, true, true);
    private static final Placed FOUR = new Placed(CpuSet.of(0, 1, 2, 3), List.of(), FOOTPRINT);
    private static final Placed NOTHING = new Placed(CpuSet.EMPTY, List.of(), FOOTPRINT);

    @Test
    void theStatusIsAsTheProtocolHasIt() {
        Placed placed = new Placed(
                CpuSet.of(0, 1, 2, 3),
                List.of(new NumaShare(0, Amounts.of(4000, 8 * Pins.GIB).with("hugepages-2Mi", 1024))),
                FOOTPRINT);

        assertThat(PinAnnotations.of(Pins.pod("a", 4), CpuBindPolicy.NONE, placed, Map.of()))
                .containsEntry(
                        Annotations.RESOURCE_STATUS,
                        "{\"cpuset\":\"0-3\",\"numaNodeResources\":[{\"node\":0,\"resources\":"
                                + "{\"cpu\":\"4\",\"hugepages-2Mi\":\"1024\",\"memory\":\"8Gi\"}}]}");
    }

    @Test
    void theBindPolicyThatWasImpliedIsFilledIn() {
        assertThat(PinAnnotations.of(Pins.pod("a", 4), CpuBindPolicy.NONE, FOUR, Map.of()))
                .containsEntry(Annotations.RESOURCE_SPEC, "{\"preferredCPUBindPolicy\":\"FullPCPUs\"}");
    }

    @Test
    void fieldsOfTheSpecThatAreNotKnownStay() {
        Map<String, String> present =
                Map.of(Annotations.RESOURCE_SPEC, "{\"later\":{\"x\":1},\"preferredCPUBindPolicy\":\"Default\"}");

        assertThat(PinAnnotations.of(Pins.pod("a", 4), CpuBindPolicy.NONE, FOUR, present))
                .containsEntry(
                        Annotations.RESOURCE_SPEC, "{\"later\":{\"x\":1},\"preferredCPUBindPolicy\":\"FullPCPUs\"}");
    }

    /** As Koordinator's scheduler fills in what a pod leaves open: by the node's policy, by what the default stands for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONE            | {} | {'preferredCPUBindPolicy':'FullPCPUs'}",
                "NONE            | {'requiredCPUBindPolicy':'Default'} | {'requiredCPUBindPolicy':'FullPCPUs'}",
                "NONE            | {'requiredCPUBindPolicy':'FullPCPUs','preferredCPUBindPolicy':'Default'} |"
                        + " {'requiredCPUBindPolicy':'FullPCPUs','preferredCPUBindPolicy':'FullPCPUs'}",
                "SPREAD_BY_PCPUS | {} | {'requiredCPUBindPolicy':'SpreadByPCPUs'}",
                "SPREAD_BY_PCPUS | {'preferredCPUBindPolicy':'FullPCPUs'} |"
                        + " {'preferredCPUBindPolicy':'FullPCPUs','requiredCPUBindPolicy':'SpreadByPCPUs'}",
                "SPREAD_BY_PCPUS | {'preferredCPUBindPolicy':'Default'} |"
                        + " {'preferredCPUBindPolicy':'SpreadByPCPUs','requiredCPUBindPolicy':'SpreadByPCPUs'}",
                "FULL_PCPUS      | {'requiredCPUBindPolicy':'FullPCPUs'} | "
            })
    void whatASpecLeavesOpenIsFilledIn(CpuBindPolicy ofNode, String spec, @Nullable String expected) {
        Map<String, String> present = Map.of(Annotations.RESOURCE_SPEC, spec.replace('\'', '"'));
        PinMarks marks = PinMarks.of(Map.of(Labels.POD_QOS, "LSR"), present, OptionalInt.of(9500), true);

        assertThat(PinAnnotations.of(Pins.pod(Pins.shape("a", 4000, marks)), ofNode, FOUR, present)
                        .get(Annotations.RESOURCE_SPEC))
                .isEqualTo(expected == null ? null : expected.replace('\'', '"'));
    }

    /** A pod that asks for nothing is bound all the same where the node says so. */
    @Test
    void thatTheNodeBindsEveryPodIsSaidToo() {
        PinPod shares = Pins.pod(Pins.shape("a", 4000, Map.of(), Map.of()));

        assertThat(PinAnnotations.of(shares, CpuBindPolicy.FULL_PCPUS, FOUR, Map.of()))
                .containsEntry(Annotations.RESOURCE_SPEC, "{\"requiredCPUBindPolicy\":\"FullPCPUs\"}");
        assertThat(PinAnnotations.of(shares, CpuBindPolicy.NONE, NOTHING, Map.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"requiredCPUBindPolicy", "preferredCPUBindPolicy"})
    void aSpecThatSaysHowStaysAsItIs(String field) {
        Map<String, String> present = Map.of(Annotations.RESOURCE_SPEC, "{\"" + field + "\":\"SpreadByPCPUs\"}");

        assertThat(PinAnnotations.of(Pins.pod("a", 4), CpuBindPolicy.NONE, FOUR, present))
                .doesNotContainKey(Annotations.RESOURCE_SPEC);
    }

    @Test
    void aPodThatGetsNothingIsNotWrittenOn() {
        assertThat(PinAnnotations.of(Pins.pod("a", 4), CpuBindPolicy.NONE, NOTHING, Map.of()))
                .isEmpty();
    }

    @Test
    void aStatusThatSomebodyLeftIsNoClaim() {
        Map<String, String> present = Map.of(Annotations.RESOURCE_STATUS, "{\"cpuset\":\"0-63\"}");

        assertThat(PinAnnotations.of(Pins.pod("a", 4), CpuBindPolicy.NONE, NOTHING, present))
                .containsExactlyEntriesOf(Map.of(Annotations.RESOURCE_STATUS, "{}"));
    }

    @Test
    void whatIsWrittenIsWhatARestartReads() {
        PinPod pod = Pins.pod("a", 4);
        Placed placed = new Placed(
                CpuSet.of(8, 9, 16, 17),
                List.of(
                        new NumaShare(0, Amounts.of(2000, Pins.GIB).with("kubernetes.io/batch-cpu", 1500)),
                        new NumaShare(1, Amounts.of(2000, 0))),
                FOOTPRINT);
        String status =
                PinAnnotations.of(pod, CpuBindPolicy.NONE, placed, Map.of()).get(Annotations.RESOURCE_STATUS);

        HeldPod seen = HeldPod.of(pod.ref(), Pins.shape("a", 4).pinMarks(), CpuMemory.of(4000, Pins.GIB), status);

        assertThat(seen).isEqualTo(HeldPod.of(pod, placed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cpuset\":\"0-\"}|cpuset is not a list of CPUs: 0-",
                "{\"cpuset\":\"9999\"}|cpuset is not a list of CPUs: 9999",
                "{\"cpuset\":3}|cpuset must be a string",
                "{\"numaNodeResources\":[{\"node\":0,\"resources\":{\"cpu\":\"many\"}}]}|is not a quantity",
                "{\"numaNodeResources\":[{\"node\":0,\"resources\":{\"memory\":\"-1Gi\"}}]}|no machine has so much memory: -1Gi",
                "nonsense|",
            })
    void aPodWithAStatusThatCannotBeReadHoldsNothingAndSaysWhy(String status, String why) {
        HeldPod held = HeldPod.of(new PodRef("default", "a", "uid"), PinMarks.NONE, CpuMemory.of(4000, 0), status);

        assertThat(held.cpus()).isEmpty();
        assertThat(held.flaw())
                .hasValueSatisfying(flaw -> assertThat(flaw)
                        .startsWith("annotation scheduling.koordinator.sh/resource-status cannot be read")
                        .contains(why == null ? "" : why));
    }

    /** Its agent reads the CPUs alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cpu\":\"many\"}",
                "{\"cpu\":\"-4\"}",
                "{\"memory\":\"-100Gi\"}",
                "{\"memory\":\"8Pi\",\"cpu\":\"9007199254741\"}",
                "{\"example.com/gpu\":\"7E\"}",
            })
    void cpusAreHeldHoweverSpoiltWhatIsSaidOfNumaNodesIs(String resources) {
        HeldPod held = HeldPod.of(
                new PodRef("default", "a", "uid"),
                PinMarks.NONE,
                CpuMemory.of(4000, 0),
                "{\"cpuset\":\"0-3\",\"numaNodeResources\":[{\"node\":0,\"resources\":" + resources + "}]}");

        assertThat(held.cpus()).hasValueSatisfying(cpus -> {
            assertThat(cpus.cpus()).hasToString("0-3");
            assertThat(cpus.shares()).isEmpty();
        });
        assertThat(held.flaw())
                .hasValueSatisfying(flaw -> assertThat(flaw).contains("cannot be read where it speaks of NUMA nodes"));
    }

    /** Each may be, all together may not. */
    @Test
    void whatAddsUpToMoreThanAnyMachineHasCountsForNothing() {
        String share = "{\"node\":0,\"resources\":{\"memory\":\"4Pi\"}}";

        HeldPod held = HeldPod.of(
                new PodRef("default", "a", "uid"),
                PinMarks.NONE,
                CpuMemory.of(4000, 0),
                "{\"numaNodeResources\":[" + String.join(",", Collections.nCopies(3000, share)) + "]}");

        assertThat(held.cpus()).isEmpty();
        assertThat(held.flaw()).isPresent();
    }

    @Test
    void aPodWithoutAStatusHoldsNothing() {
        assertThat(HeldPod.of(new PodRef("default", "a", "uid"), PinMarks.NONE, CpuMemory.ZERO, null)
                        .cpus())
                .isEmpty();
    }
}
