package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.webhook.pod.PodMutators.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkPinnedTest {
    private static final PinMarking ASKING = new PinMarking(Set.of("koord-scheduler"), false);
    private static final PinMarking EVERY = new PinMarking(Set.of("koord-scheduler"), true);

    private static Outcome run(PinMarking marking, String metadata, String containers, Profiles... profiles) {
        return run(marking, metadata, "schedulerName:'koord-scheduler',containers:[" + containers + "]", profiles, 0);
    }

    private static Outcome run(PinMarking marking, String metadata, String spec, Profiles[] profiles, int draw) {
        MutationContext context = Profiles.context(profiles);
        ObjectNode pod = (ObjectNode) tree("{metadata:{" + metadata + "},spec:{" + spec + "}}");
        return PodMutators.run(
                PodDraft.of(pod).valid().orElseThrow(),
                new MutationContext(
                        context.profiles(), Map.of(), context.priorityLevels(), false, marking, () -> draw));
    }

    private static boolean isMarked(Outcome outcome) {
        return outcome.last().tree().at("/spec/containers/0/resources/requests").has("sublet.io/pinned");
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "labels:{'koordinator.sh/qosClass':'LSR'}                                            | cpu:'2'    | true",
                "labels:{'koordinator.sh/qosClass':'LSE'}                                            | cpu:2      | true",
                "labels:{'koordinator.sh/qosClass':'LSR'}                                            | cpu:'1500m'| true",
                "labels:{'koordinator.sh/qosClass':'LSR'}                                            | cpu:'0'    | false",
                "labels:{'koordinator.sh/qosClass':'LSR'}                                            | memory:'1' | false",
                "labels:{'koordinator.sh/qosClass':'LSR','koordinator.sh/priority-class':'koord-mid'}| cpu:'2'    | false",
                "labels:{'koordinator.sh/qosClass':'LS'}                                             | cpu:'2'    | false",
                "labels:{}                                                                           | cpu:'2'    | false",
                "annotations:{'scheduling.koordinator.sh/numa-topology-spec':'{\"numaTopologyPolicy\":\"Restricted\"}'}|memory:'1'|true",
                "annotations:{'scheduling.koordinator.sh/numa-topology-spec':'{}'}                   | memory:'1' | false",
                "annotations:{'scheduling.koordinator.sh/numa-topology-spec':'{'}                    | memory:'1' | true",
                "labels:{'koordinator.sh/qosClass':'LSR'},annotations:{'scheduling.koordinator.sh/resource-spec':"
                        + "'{\"preferredCPUBindPolicy\":\"ConstrainedBurst\"}'}|cpu:'2'|false",
                "labels:{'koordinator.sh/qosClass':'LSR'},annotations:{'scheduling.koordinator.sh/resource-spec':'?'}|cpu:'2'|true",
            },
            quoteCharacter = '`')
    void podsThatAskForSomethingOfTheirOwnAreMarked(String metadata, String requests, boolean marked) {
        Outcome outcome = run(ASKING, metadata, "{name:'c',resources:{requests:{" + requests + "}}}");

        assertThat(isMarked(outcome)).isEqualTo(marked);
    }

    @Test
    void theMarkIsZeroInRequestsAndLimitsOfTheFirstContainer() {
        Outcome outcome = run(
                ASKING,
                "labels:{'koordinator.sh/qosClass':'LSR'}",
                "{name:'a'},{name:'b',resources:{requests:{cpu:'2'}}}");

        assertThat(outcome.last().tree().at("/spec/containers"))
                .isEqualTo(tree(
                        "[{name:'a',resources:{requests:{'sublet.io/pinned':'0'},limits:{'sublet.io/pinned':'0'}}},"
                                + "{name:'b',resources:{requests:{cpu:'2'}}}]"));
        assertThat(outcome.reasons().stream().map(Object::toString))
                .contains("MarkedForPinning: marked, so that the scheduler has CPUs or NUMA nodes chosen for it");
        assertThat(PodMutation.warnings(outcome)).isEmpty();
    }

    @Test
    void aPodThatBearsTheMarkStaysAsItIs() {
        Outcome outcome = run(
                ASKING,
                "labels:{'koordinator.sh/qosClass':'LSR'}",
                "{name:'a',resources:{requests:{cpu:'2'}}},{name:'b',resources:{limits:{'sublet.io/pinned':0}}}");

        assertThat(outcome.isChanged()).isFalse();
    }

    @Test
    void aClassThatAProfileGivesCounts() {
        Profiles profile = Profiles.named("p").labels(Map.of("koordinator.sh/qosClass", "LSR"), Map.of(), Map.of());

        assertThat(isMarked(run(ASKING, "", "{name:'c',resources:{requests:{cpu:'2'}}}", profile)))
                .isTrue();
    }

    @Test
    void podsOfOtherSchedulersAreLeft() {
        String spec = "schedulerName:'default-scheduler',containers:[{name:'c',resources:{requests:{cpu:'2'}}}]";

        assertThat(isMarked(run(EVERY, "labels:{'koordinator.sh/qosClass':'LSR'}", spec, new Profiles[0], 0)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"cpu, true", "memory, true", "kubernetes.io/batch-cpu, false", "nvidia.com/gpu, false"})
    void whereNodesConcernEveryPodAllWithNativeResourcesAreMarked(String resource, boolean marked) {
        assertThat(isMarked(run(EVERY, "", "{name:'c',resources:{requests:{'" + resource + "':'1'}}}")))
                .isEqualTo(marked);
    }

    /** Pod-level resources stand beside the containers (KEP-2837), which then need not say anything. */
    @Test
    void whatAPodAsksForAsAWholeCounts() {
        String spec = "schedulerName:'koord-scheduler',resources:{requests:{cpu:'2'}},containers:[{name:'c'}]";

        assertThat(isMarked(run(EVERY, "", spec, new Profiles[0], 0))).isTrue();
        assertThat(isMarked(run(ASKING, "labels:{'koordinator.sh/qosClass':'LSR'}", spec, new Profiles[0], 0)))
                .isTrue();
        assertThat(isMarked(run(ASKING, "", spec, new Profiles[0], 0))).isFalse();
    }

    @Test
    void switchedOffItMarksNobody() {
        List<String> metadata = List.of("labels:{'koordinator.sh/qosClass':'LSR'}", "");

        assertThat(metadata)
                .noneMatch(of -> isMarked(run(PinMarking.OFF, of, "{name:'c',resources:{requests:{cpu:'2'}}}")));
    }
}
