package io.sublet.manager.overcommit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.AmplificationStrategy;
import io.sublet.crds.config.NormalizationStrategy;
import io.sublet.crds.config.NormalizationStrategy.RatioModel;
import io.sublet.manager.view.TopologyView;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBasicInfo;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Parsed;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityRatiosTest {
    private static final RatioModel XYZ = new RatioModel(ratio("1.5"), ratio("1"), ratio("1.65"), ratio("1.1"));

    private final NodeScenario scenario = NodeScenario.usual();

    private static Optional<BigDecimal> ratio(String text) {
        return Optional.of(new BigDecimal(text));
    }

    private NodeScenario normalized(boolean hyperThread, boolean turbo) {
        configure(new NormalizationStrategy(true, Optional.empty(), Map.of("XYZ", XYZ)), Map.of());
        return cpu(new Parsed.Valid<>(new CpuBasicInfo("XYZ", hyperThread, turbo)));
    }

    private NodeScenario cpu(Parsed<CpuBasicInfo> cpu) {
        scenario.topology = Optional.of(new TopologyView("node-1", "1", List.of(), cpu, Optional.empty()));
        return scenario;
    }

    private void configure(NormalizationStrategy normalization, Map<String, BigDecimal> amplification) {
        scenario.ratios = new RatioStrategies(
                Optional.of(normalization),
                Optional.of(new AmplificationStrategy(!amplification.isEmpty(), amplification)));
    }

    private static CapacityRatios ratios(NodeScenario scenario) {
        return CapacityRatios.of(scenario.situation());
    }

    private Map<String, Optional<String>> changes() {
        return ratios(scenario).changes();
    }

    @ParameterizedTest
    @CsvSource({"false, false, 1.50", "true, false, 1.00", "false, true, 1.65", "true, true, 1.10"})
    void theRatioFollowsModelAndWhatIsSwitchedOn(boolean hyperThread, boolean turbo, String expected) {
        scenario.annotations.put(Annotations.CPU_NORMALIZATION_RATIO, "4.00");

        assertThat(ratios(normalized(hyperThread, turbo)).changes())
                .containsEntry(Annotations.CPU_NORMALIZATION_RATIO, Optional.of(expected));
    }

    @ParameterizedTest
    @CsvSource({"1.50, false", "1.51, false", "1.49, false", "1.52, true", "1.48, true", "fast, true"})
    void aRatioThatIsCloseIsNotWritten(String shown, boolean written) {
        scenario.annotations.put(Annotations.CPU_NORMALIZATION_RATIO, shown);
        normalized(false, false);

        assertThat(changes().containsKey(Annotations.CPU_NORMALIZATION_RATIO)).isEqualTo(written);
    }

    @Test
    void anUnknownModelHasTheDefaultRatio() {
        configure(new NormalizationStrategy(true, ratio("1.3"), Map.of()), Map.of());
        cpu(new Parsed.Valid<>(new CpuBasicInfo("other", false, false)));

        assertThat(changes()).containsEntry(Annotations.CPU_NORMALIZATION_RATIO, Optional.of("1.30"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "info", "topology", "label", "config"})
    void whatCannotBeSaidLeavesTheRatioAndItsUseAsTheyAre(String fault) {
        scenario.annotations.put(Annotations.CPU_NORMALIZATION_RATIO, "1.20");
        scenario.annotations.put(Annotations.AMPLIFICATION_RATIOS, "{\"cpu\":1.20}");
        normalized(false, false);
        switch (fault) {
            case "model" -> cpu(new Parsed.Valid<>(new CpuBasicInfo("other", false, false)));
            case "info" -> cpu(new Parsed.Invalid<>("not JSON"));
            case "topology" -> scenario.topology = Optional.empty();
            case "label" -> scenario.labels.put(Labels.CPU_NORMALIZATION_ENABLED, "maybe");
            default -> scenario.ratios = new RatioStrategies(Optional.empty(), Optional.empty());
        }

        assertThat(changes()).isEmpty();
        assertThat(ratios(scenario).normalization().speed()).hasToString("1.20");
    }

    @ParameterizedTest
    @CsvSource({"false, false", "0, false", "true, true", "T, true"})
    void theNodesLabelIsStrongerThanTheStrategy(String label, boolean normalized) {
        normalized(false, false);
        scenario.annotations.put(Annotations.CPU_NORMALIZATION_RATIO, "3.00");
        scenario.labels.put(Labels.CPU_NORMALIZATION_ENABLED, label);

        assertThat(changes())
                .containsEntry(Annotations.CPU_NORMALIZATION_RATIO, Optional.of(normalized ? "1.50" : "1.00"));
    }

    @Test
    void aNodeWithoutTheAnnotationIsNotGivenOneThatSaysNothing() {
        assertThat(changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                 | 1.20 | {\"cpu\":1.20}",
                "{\"cpu\":1.1,\"memory\":2.1}       | 1.00 | {\"cpu\":1.10,\"memory\":2.10}",
                "{\"cpu\":1.5,\"memory\":2.5}       | 1.20 | {\"cpu\":1.80,\"memory\":2.50}",
                "{\"memory\":3.5}                   | 1.50 | {\"cpu\":1.50,\"memory\":3.50}",
                "{\"memory\":3.5,\"storage\":1.8}   | 1.50 | {\"cpu\":1.50,\"memory\":3.50,\"storage\":1.80}",
            })
    void amplificationOfCpuIsTimesItsSpeed(String configured, String speed, String expected) {
        Map<String, BigDecimal> factors = new HashMap<>();
        io.sublet.protocol.json.Json.parseObject(configured)
                .fields()
                .forEach((resource, factor) -> factors.put(resource, new BigDecimal(String.valueOf(factor))));
        configure(new NormalizationStrategy(true, ratio(speed), Map.of()), factors);
        cpu(new Parsed.Valid<>(new CpuBasicInfo("any", false, false)));

        assertThat(changes()).containsEntry(Annotations.AMPLIFICATION_RATIOS, Optional.of(expected));
    }

    @Test
    void anAmplificationThatIsNotWantedAnyMoreIsRemoved() {
        scenario.annotations.put(Annotations.AMPLIFICATION_RATIOS, "{\"cpu\":1.20}");

        assertThat(changes()).containsEntry(Annotations.AMPLIFICATION_RATIOS, Optional.empty());
    }

    @Test
    void whereColocationIsOffAmplificationGoesAndNormalizationStays() {
        normalized(false, false).config("{}");
        scenario.annotations.put(Annotations.CPU_NORMALIZATION_RATIO, "1.20");
        scenario.annotations.put(Annotations.AMPLIFICATION_RATIOS, "{\"cpu\":1.20}");

        assertThat(changes()).isEqualTo(Map.of(Annotations.AMPLIFICATION_RATIOS, Optional.empty()));
    }
}
