package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.Events;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.watermark.RuleBook;
import io.sublet.agent.decide.watermark.Standing;
import io.sublet.agent.decide.watermark.WatermarkReason;
import io.sublet.agent.observe.Seen;
import io.sublet.model.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleNewsTest {
    private final List<String> told = new ArrayList<>();
    private final RuleNews news =
            new RuleNews(new Announcer(() -> Seen.onCpus(4).build().node(), new Events() {
                @Override
                public void warn(About object, String reason, String note) {
                    told.add("Warning " + object.kind() + " " + reason + " " + note);
                }

                @Override
                public void tell(About object, String reason, String note) {
                    told.add("Normal " + object.kind() + " " + reason + " " + note);
                }
            }));

    private static Verdict rule(WatermarkReason code, Standing state) {
        return new Verdict.Hold(
                "watermark/hot", Reason.of(code).with("number", 91).with(RuleBook.STATE, state));
    }

    @Test
    void tellsOnceWhenARuleTakesEffectAndWhenItEnds() {
        news.tell(List.of(rule(WatermarkReason.WatermarkPassed, Standing.PASSED)), Mode.ENFORCE);
        assertThat(told).isEmpty();
        news.tell(List.of(rule(WatermarkReason.WatermarkInForce, Standing.IN_FORCE)), Mode.ENFORCE);
        news.tell(List.of(rule(WatermarkReason.WatermarkEasing, Standing.EASING)), Mode.ENFORCE);
        assertThat(told)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .startsWith("Warning Node RuleInForce Rule hot: ")
                        .contains("number=91")
                        .doesNotContain("observed"));
        news.tell(List.of(rule(WatermarkReason.WatermarkCooling, Standing.COOLING)), Mode.ENFORCE);
        assertThat(told.getLast()).isEqualTo("Normal Node RuleEnded Rule hot is no longer in force.");
    }

    @Test
    void aRuleThatIsGoneHasEndedAndAnObservedNodeSaysSo() {
        news.tell(List.of(rule(WatermarkReason.WatermarkInForce, Standing.IN_FORCE)), Mode.OBSERVE);
        news.tell(List.of(), Mode.OFF);
        assertThat(told).hasSize(2);
        assertThat(told.getFirst()).endsWith("The node is only observed.");
    }
}
