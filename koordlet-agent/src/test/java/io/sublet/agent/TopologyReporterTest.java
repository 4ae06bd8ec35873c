package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.TopologyObject;
import io.sublet.agent.cluster.TopologyPublisher;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopologyReporterTest {
    private static final long SECOND = 1_000_000_000;

    /** An API server that takes every object and no patch. */
    private static final class FakePublisher implements TopologyPublisher {
        final List<Map<String, ?>> written = new ArrayList<>();
        TopologyObject state = TopologyObject.UNKNOWN;

        @Override
        public TopologyObject topology() {
            return state;
        }

        @Override
        public void create(Map<String, Object> object) {
            written.add(object);
            state = new TopologyObject.Present(JsonObject.of(Json.parse(Json.write(object)), ""));
        }

        @Override
        public void patch(Map<String, @Nullable Object> patch) {
            written.add(patch);
        }
    }

    private final FakePublisher publisher = new FakePublisher();
    private Optional<String> closed = Optional.empty();
    private int asked;
    private final TopologyReporter reporter = new TopologyReporter(publisher, () -> {
        asked++;
        return closed;
    });

    @Test
    void makesTheObjectOnceItIsKnownToBeAbsent() {
        Observation seen = Seen.onCpus(4).build();
        reporter.add(seen, 0);
        assertThat(publisher.written).isEmpty();
        publisher.state = TopologyObject.ABSENT;
        reporter.add(seen, SECOND);
        assertThat(publisher.written).hasSize(1);
        for (int tick = 2; tick < 100; tick++) {
            reporter.add(seen, tick * SECOND);
        }
        assertThat(publisher.written).hasSize(1);
    }

    @Test
    void writesAChangeAtOnceAndTheSameAgainEverMoreSeldom() {
        publisher.state = TopologyObject.ABSENT;
        reporter.add(Seen.onCpus(4).build(), 0);
        reporter.add(Seen.onCpus(4).build(), 10 * SECOND);
        Observation pinned = Seen.onCpus(4)
                .pod(QosClass.LSR, KubeQos.GUARANTEED, Reading.of(MilliCpu.ZERO), CpuSet.of(1))
                .build();
        List<Integer> writtenAt = new ArrayList<>();
        for (int tick = 11; tick < 60; tick++) {
            int before = publisher.written.size();
            reporter.add(pinned, tick * SECOND);
            if (publisher.written.size() > before) {
                writtenAt.add(tick);
            }
        }
        assertThat(writtenAt).containsExactly(11, 14, 20, 32, 56);
    }

    @Test
    void tellsWhichPoliciesKeepTheNodeClosedAndThatItIsOpenAgain() {
        publisher.state = TopologyObject.ABSENT;
        closed = Optional.of("watermark/memory is short");
        reporter.add(Seen.onCpus(4).build(), 0);
        assertThat(publisher.written)
                .singleElement()
                .satisfies(object -> assertThat(Json.write(object))
                        .contains("\"sublet.io/closed-to-batch\":\"watermark/memory is short\""));
        publisher.state = new TopologyObject.Present(Json.parseObject(Json.write(publisher.written.getFirst())));
        closed = Optional.empty();
        reporter.add(Seen.onCpus(4).build(), 10 * SECOND);
        assertThat(publisher.written.getLast().toString()).contains("sublet.io/closed-to-batch=null");
    }

    /** Each observation has a Node of its own, which says the same: on a large machine a report costs more than all else in a tick. */
    @Test
    void makesNoReportWhileNothingHasChanged() {
        publisher.state = TopologyObject.ABSENT;
        Seen seen = Seen.onCpus(4);
        Observation first = seen.build();
        reporter.add(first, 0);
        reporter.add(first, 10 * SECOND);
        int made = asked;
        reporter.add(first, 11 * SECOND);
        int askedToCompare = asked - made;
        reporter.add(withNodeReadAnew(first), 12 * SECOND);
        assertThat(asked - made).isEqualTo(2 * askedToCompare);
    }

    @Test
    void holdsWhileNodeOrPodsAreNotKnown() {
        publisher.state = TopologyObject.ABSENT;
        reporter.add(Seen.onCpus(4).podsUnknown().build(), 0);
        assertThat(publisher.written).isEmpty();
    }

    private static Observation withNodeReadAnew(Observation seen) {
        return new Observation(
                seen.moment(),
                seen.sinceLast(),
                seen.used(),
                seen.system(),
                seen.blindFor(),
                seen.detail(),
                seen.machine(),
                seen.node().map(view -> view),
                seen.pods(),
                seen.hostApplications(),
                seen.slo(),
                seen.tier(),
                seen.kubelet(),
                seen.knobs(),
                seen.resources(),
                seen.cookies(),
                seen.counted(),
                seen.held(),
                seen.external(),
                seen.space(),
                seen.signals(),
                seen.evictions(),
                seen.surge());
    }
}
