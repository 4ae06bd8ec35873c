package io.sublet.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void readsNamesLabelsAndNumbersAndPassesOverTheRest() {
        MetricsText text = MetricsText.parse("""
                # HELP a help
                # TYPE a gauge
                a 1.5
                b{x="1",y="say \\"hi\\""} -2e3 1700000000000
                c{x="{}"} +Inf
                no sample
                """);

        assertThat(text.samples())
                .containsExactly(
                        new MetricsText.Sample("a", Map.of(), 1.5),
                        new MetricsText.Sample("b", Map.of("x", "1", "y", "say \"hi\""), -2000),
                        new MetricsText.Sample("c", Map.of("x", "{}"), Double.POSITIVE_INFINITY));
        assertThat(text.value("c")).isEqualTo(Reading.missing("the agent does not say c"));
    }

    @Test
    void anAgentThatHoldsBackBestEffort() {
        AgentView view = AgentView.of(MetricsText.parse("""
                sublet_agent_mode{mode="enforce"} 1
                sublet_agent_held_values 7
                sublet_agent_best_effort_cpu_cores 1.25
                sublet_agent_best_effort_limit_cores 1.329
                """));

        assertThat(view)
                .isEqualTo(new AgentView(
                        Reading.of("enforce"),
                        Reading.of(new MilliCpu(1329)),
                        Reading.of(new MilliCpu(1250)),
                        Reading.of(7L)));
    }

    @Test
    void aLimitIsAQuotaOrTheNumberOfCpusWhicheverIsLess() {
        assertThat(limit("sublet_agent_best_effort_cpus 3\n")).isEqualTo(Reading.of(new MilliCpu(3000)));
        assertThat(limit("sublet_agent_best_effort_cpus 3\nsublet_agent_best_effort_limit_cores 0.5\n"))
                .isEqualTo(Reading.of(new MilliCpu(500)));
        assertThat(limit("sublet_agent_best_effort_cpus 3\nsublet_agent_best_effort_limit_cores 8\n"))
                .isEqualTo(Reading.of(new MilliCpu(3000)));
    }

    private static Reading<MilliCpu> limit(String metrics) {
        return AgentView.of(MetricsText.parse(metrics)).limit();
    }

    @Test
    void whatIsNotSaidIsMissingAndNotZero() {
        AgentView view = AgentView.of(MetricsText.parse("sublet_agent_mode{mode=\"off\"} 1\n"));

        assertThat(view.limit())
                .isEqualTo(Reading.missing("the agent does not say sublet_agent_best_effort_limit_cores"));
        assertThat(view.held().isMissing()).isTrue();
    }
}
