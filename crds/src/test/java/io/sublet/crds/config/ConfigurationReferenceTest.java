package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.slo.WatermarkMetric;
import io.sublet.protocol.DscpRules;
import io.sublet.protocol.InterferenceRules;
import io.sublet.protocol.LatencyTargets;
import io.sublet.protocol.PressureRules;
import io.sublet.protocol.WatermarkRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference for people names every key and every field that is read. */
class ConfigurationReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "configuration.md");

    @Test
    void namesEverything() throws IOException {
        FieldSchema spec = NodeSloSchema.load();
        Set<String> names =
                new TreeSet<>(ConfigKey.all().stream().map(ConfigKey::name).toList());
        List.of(
                        ColocationDocument.NAMES.all(),
                        ColocationDocument.STABLE_OFFER_NAMES.all(),
                        NormalizationStrategy.NAMES.all(),
                        NormalizationStrategy.MODEL_NAMES.all(),
                        AmplificationStrategy.NAMES.all(),
                        ColocationSwitch.NAMES.all(),
                        LoadAwareConfig.NAMES.all(),
                        LoadAwareConfig.AGGREGATED_NAMES.all(),
                        LoadAwareConfig.PIN_SCORING_NAMES.all(),
                        WatermarkRules.FIELDS,
                        InterferenceRules.FIELDS,
                        LatencyTargets.FIELDS,
                        PressureRules.FIELDS,
                        DscpRules.FIELDS)
                .forEach(names::addAll);
        names.addAll(Arrays.stream(WatermarkMetric.values())
                .map(WatermarkMetric::wireName)
                .toList());
        Stream.concat(Arrays.stream(SloSection.values()).map(SloSection::field), Stream.of("hostApplications"))
                .flatMap(section -> spec.property(section).names())
                .forEach(names::add);

        String reference = Files.readString(REFERENCE);

        Collection<String> missing =
                names.stream().filter(name -> !reference.contains(name)).toList();
        assertThat(missing).isEmpty();
    }
}
