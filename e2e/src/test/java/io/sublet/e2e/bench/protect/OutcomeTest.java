package io.sublet.e2e.bench.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.Figure;
import io.sublet.e2e.bench.Spread;
import io.sublet.e2e.scenario.SurgeReport;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class OutcomeTest {
    private static final Family CPU =
            Families.select(Set.of("alone-again", "uncontrolled", "sublet")).getFirst();

    /** Of two rounds, the second on a machine that is twice as slow. */
    private static final List<Outcome> OUTCOMES = Outcome.of(
            CPU,
            List.of(
                    trial("alone", 1, 10),
                    trial("alone-again", 1, 11),
                    trial("uncontrolled", 1, 80),
                    trial("sublet", 1, 10.5),
                    trial("sublet", 2, 22),
                    trial("alone", 2, 20),
                    trial("alone-again", 2, 19),
                    trial("uncontrolled", 2, 120)));

    private static Trial trial(String name, int round, double p99) {
        Arm arm = CPU.arms().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        boolean governed = name.equals("sublet");
        return new Trial(
                arm,
                round,
                new SurgeReport(2500, 0, p99 / 5, p99, p99 * 1.5),
                p99 / 20,
                governed ? 1.2 : 0,
                governed ? OptionalDouble.of(0.9) : OptionalDouble.empty(),
                governed ? List.of(80.0 + round, 90.0 + round) : List.of());
    }

    @Test
    void comparesEachRoundWithThatOfRunningAlone() {
        Outcome sublet = OUTCOMES.getLast();

        assertThat(sublet.p99ToAlone()).containsExactly(1.05, 1.1);
        assertThat(Spread.of(sublet.p99ToAlone())).hasValueSatisfying(spread -> {
            assertThat(spread.median()).isCloseTo(1.075, org.assertj.core.data.Offset.offset(1e-9));
            assertThat(spread.text(2)).isEqualTo("1.08 (1.05…1.10)");
        });
    }

    @Test
    void theStepsOfAllRoundsAreOneSample() {
        assertThat(OUTCOMES.getLast().surgeToFloor()).containsExactly(81.0, 91.0, 82.0, 92.0);
    }

    @Test
    void whatWasNotMeasuredHasNoSpread() {
        assertThat(Spread.of(OUTCOMES.getFirst().idleUsed())).isEmpty();
        assertThat(Spread.of(List.of(Double.NaN, 3.0))).hasValue(new Spread(3, 3, 3));
    }

    @Test
    void theTableHasARowForEachArm() {
        List<String> lines = OutcomeTable.lines(OUTCOMES);

        assertThat(lines).hasSize(6);
        assertThat(lines.get(1)).startsWith("cpu ").contains("p99 / alone");
        assertThat(lines.get(2)).startsWith("alone ").contains("15.0 (10.0…20.0)");
        assertThat(lines.getLast())
                .startsWith("sublet ")
                .contains("1.08 (1.05…1.10)")
                .contains("87 (81…92)")
                .endsWith("idle class, quota, fast loop");
    }

    @Test
    void thePlotIsOneWellFormedImageForLightAndDark() throws Exception {
        String svg = OutcomePlot.svg(OUTCOMES);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document image = factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

        assertThat(image.getDocumentElement().getNodeName()).isEqualTo("svg");
        assertThat(image.getElementsByTagName("rect").getLength()).isEqualTo(4);
        assertThat(svg).contains("prefers-color-scheme: dark").contains("7.0×").doesNotContain("NaN");
    }

    @Test
    void figuresHaveTheArmInTheirSetupAndTheHeadlineNamesOfTheirOwn() {
        BenchRun run = new BenchRun("protect", Map.of("rounds", 2), "abc1234", Instant.EPOCH);

        assertThat(OutcomeFigures.of(run, OUTCOMES.getLast()))
                .allSatisfy(figure -> assertThat(figure.setup()).containsEntry("arm", "sublet"))
                .extracting(Figure::name)
                .containsExactly(
                        "p50_ms",
                        "p99_ms",
                        "p999_ms",
                        "p99_ratio",
                        "wait_ms_per_answer",
                        "batch_cpus",
                        "idle_cpu_used_ratio",
                        "surge_to_floor_ms");
        assertThat(OutcomeFigures.headline(run, OUTCOMES))
                .extracting(Figure::name)
                .containsExactly("p99_alone_ms", "p99_uncontrolled_ms", "p99_sublet_ms", "p99_noise_ratio");
    }
}
