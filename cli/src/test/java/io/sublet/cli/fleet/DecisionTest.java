package io.sublet.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final String LEDGER = """
            {"decisions":[
              {"at":"2026-01-01T00:00:00Z","tick":7,"policy":"memoryEvict","verdict":"act","reason":"MemoryOverWatermark",
               "text":"memory is above the watermark used=91%","facts":{"victim":"jobs/report","used":"91%"},
               "writes":[{"pod":"jobs/report","result":"applied"}]},
              {"at":"2026-01-01T00:00:01Z","tick":8,"policy":"suppress","verdict":"hold","reason":"Settled","text":"nothing to do",
               "facts":{},"writes":[{"cgroup":"kubepods/besteffort/pod0a1b_22","knob":"CPU_QUOTA"}]}]}""";

    private final List<Decision> decisions = Decision.parse("n1", LEDGER);

    @Test
    void findsAPodByItsNameAndByThePathOfItsGroup() {
        PodName report = new PodName("jobs", "report", "");
        PodName other = new PodName("jobs", "other", "0a1b-22");

        assertThat(decisions.stream().map(decision -> decision.isAbout(report))).containsExactly(true, false);
        assertThat(decisions.stream().map(decision -> decision.isAbout(other))).containsExactly(false, true);
        assertThat(decisions.stream().map(Decision::isEviction)).containsExactly(true, false);
    }

    @Test
    void isALineForThePersonAndOneForEachWrite() {
        assertThat(decisions.getFirst().lines()).isEqualTo("""
                2026-01-01T00:00:00Z memoryEvict acts: MemoryOverWatermark: memory is above the watermark used=91%
                    pod=jobs/report result=applied
                """);
    }

    @Test
    void aPodIsNamedWithOrWithoutItsNamespace() {
        assertThat(PodName.parse("web", "shop").key()).isEqualTo("shop/web");
        assertThat(PodName.parse("jobs/report", "shop").key()).isEqualTo("jobs/report");
        for (String wrong : List.of("", "/", "a/", "/b", "a/b/c")) {
            assertThatThrownBy(() -> PodName.parse(wrong, "shop"))
                    .hasMessage("'" + wrong + "' names no pod: give NAME, or NAMESPACE/NAME");
        }
    }
}
