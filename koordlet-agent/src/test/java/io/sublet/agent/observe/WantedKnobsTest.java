package io.sublet.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.knob.ResourceKnobs;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WantedKnobsTest {
    private static Set<Knob> knobs(String podQos) {
        NodeSlo slo = NodeSloDocument.parse(
                        Json.parseObject("{\"extensions\":{\"sublet\":{\"podQos\":[" + podQos + "]}}}"))
                .valid()
                .orElseThrow();
        return new WantedKnobs()
                .of(
                        Reading.of(new KubepodsLayout(CgroupPath.ROOT, KubepodsLayout.Driver.CGROUPFS)),
                        Reading.of(slo),
                        Map.of())
                .knobs();
    }

    @Test
    void whatAPodQosAsksForIsLookedAt() {
        assertThat(knobs("")).isEmpty();
        assertThat(knobs("{\"name\":\"q\",\"selector\":{},\"memory\":{\"minPercent\":10}}"))
                .containsExactlyInAnyOrderElementsOf(ResourceKnobs.MEMORY);
        assertThat(knobs("{\"name\":\"q\",\"selector\":{},\"cpu\":{\"weight\":10}}"))
                .containsExactlyInAnyOrder(Knob.CPU_SHARES, Knob.CPU_IDLE);
    }
}
