package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.NodeScenario.batchOnly;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.overcommit.NodeStatusWriter.Change;
import io.sublet.manager.overcommit.NodeStatusWriter.Resources;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.Published;
import io.sublet.manager.view.TopologyView;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the formula's result on its way to the Node. */
class TargetTest {
    /** A node that could give 25 cores and 33 GB to batch, and of which YARN has taken a part. */
    private static NodeScenario takenByYarn(String cpu, String memory) {
        NodeScenario scenario = NodeScenario.usual();
        scenario.annotations.put(ThirdPartyAllocations.KEY, """
                {"allocations":[
                  {"name":"hadoop-yarn","priority":"koord-batch",
                   "resources":{"kubernetes.io/batch-cpu":"%s","kubernetes.io/batch-memory":"%s"}},
                  {"name":"other","priority":"koord-mid","resources":{"kubernetes.io/batch-cpu":"1k"}}]}""".formatted(cpu, memory));
        return scenario;
    }

    private static String origin(String cpu, String memory) {
        return "{\"resources\":{\"kubernetes.io/batch-cpu\":\"" + cpu + "\",\"kubernetes.io/batch-memory\":\"" + memory
                + "\"}}";
    }

    private static Map<String, Optional<String>> annotations(NodeScenario scenario) {
        return NodeChange.of(scenario.assess()).map(Change::annotations).orElse(Map.of());
    }

    @ParameterizedTest
    @CsvSource({"10k, 10G, 15000, 23000000000", "60k, 1T, 0, 0", "0, 0, 25000, 33000000000"})
    void leavesToOthersWhatTheyHaveAllocatedAndNotesWhatThereWas(
            String takenCpu, String takenMemory, long cpu, long bytes) {
        NodeScenario scenario = takenByYarn(takenCpu, takenMemory);

        assertThat(scenario.firstAmounts()).isEqualTo(batchOnly(cpu, bytes));
        assertThat(annotations(scenario))
                .containsEntry(Annotations.ORIGIN_EXTENDED_ALLOCATABLE, Optional.of(origin("25k", "33000000000")));
    }

    @Test
    void notesThatThereIsNothingWhereItWithdraws() {
        NodeScenario scenario = takenByYarn("10k", "10G");
        scenario.updateTime = Reading.missing("none");
        scenario.published = Published.of(batchOnly(15_000, 1));

        assertThat(NodeChange.of(scenario.assess())).hasValueSatisfying(change -> {
            assertThat(change.resources()).isEqualTo(new Resources.Remove());
            assertThat(change.annotations())
                    .containsEntry(Annotations.ORIGIN_EXTENDED_ALLOCATABLE, Optional.of(origin("0", "0")));
        });
    }

    @Test
    void writesNoNoteThatIsThere() {
        NodeScenario scenario = NodeScenario.usual();
        scenario.annotations.put(Annotations.ORIGIN_EXTENDED_ALLOCATABLE, origin("25k", "33000000000"));

        assertThat(annotations(scenario)).isEmpty();
    }

    @Test
    void aNodeWhoseAgentTakesNoMoreBatchShowsNoneAndKeepsMid() {
        NodeScenario scenario = NodeScenario.usual();
        scenario.published = Published.of(batchOnly(25_000, 33 * NodeScenario.G));
        scenario.topology = Optional.of(
                new TopologyView("node-1", "1", List.of(), new Parsed.Absent<>(), Optional.of("memory is short")));

        assertThat(scenario.assess().plan())
                .isInstanceOfSatisfying(
                        CapacityPlan.Publish.class,
                        publish -> assertThat(publish.amounts()).isEqualTo(batchOnly(0, 0)));
    }

    @Test
    void theOfferIsRaisedFromWhatIsPublishedAndTakenTogether() {
        NodeScenario scenario = takenByYarn("10k", "10G");
        scenario.published = Published.of(batchOnly(5_000, 13 * NodeScenario.G));

        // 5 are published and 10 taken, so 15 of 25 have been promised.
        assertThat(scenario.assess().hold())
                .hasValueSatisfying(
                        hold -> assertThat(hold.amount().cpu().value()).isEqualTo(15_000));
    }

    @Test
    void theNoteFallsWithTheOfferWhereItMayOnlyFall() {
        NodeScenario scenario =
                takenByYarn("10k", "10G").measured("d", PriorityClass.PROD, ResourceUsage.missing("gone"));
        scenario.published = Published.of(new ExtendedAmounts(
                batchOnly(5_000, 0).batchCpu(),
                batchOnly(0, 50 * NodeScenario.G).batchMemory(),
                batchOnly(0, 0).midCpu(),
                batchOnly(0, 0).midMemory()));

        assertThat(scenario.plan()).isInstanceOfSatisfying(CapacityPlan.Publish.class, publish -> {
            assertThat(publish.amounts()).isEqualTo(batchOnly(5_000, 23 * NodeScenario.G));
            assertThat(publish.origin().batchCpu().value()).isEqualTo(15_000);
            assertThat(publish.origin().batchMemory().value()).isEqualTo(33 * NodeScenario.G);
        });
    }

    @Test
    void batchIsMultipliedByTheSpeedOfTheCpusAndMidIsNot() {
        NodeScenario scenario = NodeScenario.usual();
        scenario.labels.put("node.koordinator.sh/cpu-normalization-enabled", "true");
        scenario.annotations.put(Annotations.CPU_NORMALIZATION_RATIO, "1.20");
        scenario.reclaimable = NodeScenario.usage(5, 5);

        ExtendedAmounts amounts = scenario.firstAmounts();

        assertThat(amounts.batchCpu().value()).isEqualTo(30_000);
        assertThat(amounts.batchMemory().value()).isEqualTo(33 * NodeScenario.G);
        assertThat(amounts.midCpu().value()).isEqualTo(5_000);
    }
}
