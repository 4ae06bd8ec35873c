package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.object;
import static io.sublet.webhook.Trees.tree;
import static io.sublet.webhook.pod.Profiles.batch;
import static io.sublet.webhook.pod.Profiles.context;
import static io.sublet.webhook.pod.Profiles.named;
import static io.sublet.webhook.pod.Profiles.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reason.ReasonCode;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.pod.PodMutators.Outcome;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.In;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodMutatorsTest {
    private static final String PLAIN =
            "{metadata:{labels:{app:'a'}},spec:{containers:[{name:'c',resources:{requests:{cpu:'1',memory:'1Gi'}}}]}}";

    private static ObjectNode run(String pod, Profiles... profiles) {
        return PodMutators.run(pod(pod), context(profiles)).last().tree();
    }

    private static List<ReasonCode> codes(Outcome outcome) {
        return outcome.reasons().stream().<ReasonCode>map(r -> r.code()).toList();
    }

    @Test
    void aPodThatNoProfileMatchesIsUntouched() {
        Outcome outcome = PodMutators.run(pod(PLAIN), context(batch("a").onPods(new In("app", Set.of("b")))));

        assertThat(outcome.patch()).isEmpty();
        assertThat(codes(outcome)).contains(PodReason.NoProfileMatches);
    }

    @Test
    void aHandMadeBatchPodThatNoProfileMatchesIsNotTranslated() {
        String pod = "{metadata:{labels:{'koordinator.sh/qosClass':'BE'}},"
                + "spec:{priority:5500,containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}";

        assertThat(run(pod)).isEqualTo(object(pod));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{metadata:{ownerReferences:[{kind:'DaemonSet',name:'cni',controller:true}]},spec:{containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}",
                "{metadata:{annotations:{'kubernetes.io/config.mirror':'x'}},spec:{containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}",
                "{metadata:{},spec:{priorityClassName:'system-node-critical',containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}",
                "{metadata:{},spec:{priority:2000000000,containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}"
            })
    void podsThatANodeNeedsAreLeftAlone(String pod) {
        Outcome outcome = PodMutators.run(pod(pod), context(batch("a")));

        assertThat(outcome.patch()).isEmpty();
        assertThat(outcome.reasons()).hasSize(1);
    }

    @Test
    void laterProfilesWinAndSelectorsLookAtThePodAsItArrived() {
        ObjectNode after = run(
                PLAIN,
                named("b").labels(Map.of("x", "from-b"), Map.of(), Map.of()),
                named("a").labels(Map.of("x", "from-a", "tier", "gold"), Map.of(), Map.of()),
                named("c").onPods(new In("tier", Set.of("gold"))).scheduler("never"));

        assertThat(after.at("/metadata/labels/x").asText()).isEqualTo("from-b");
        assertThat(after.at("/spec/schedulerName").isMissingNode()).isTrue();
        assertThat(after.at("/metadata/annotations")
                        .path(ProfileDecisions.ANNOTATION)
                        .asText())
                .as("c would match the pod that came out")
                .isEqualTo("{\"a\":\"applied\",\"b\":\"applied\",\"c\":\"unmatched\"}");
    }

    @Test
    void copiesReadBeforeTheyWriteAndNeedASource() {
        String pod = "{metadata:{labels:{a:'1',b:'2'}},spec:{containers:[]}}";
        ObjectNode after = run(pod, named("p").labels(Map.of(), Map.of("a", "b", "b", "c", "missing", "a"), Map.of()));

        assertThat(after.at("/metadata/labels")).isEqualTo(tree("{a:'1',b:'1',c:'2'}"));
    }

    @Test
    void suffixesAreAppendedOnce() {
        Profiles profile = named("p").labels(Map.of(), Map.of(), Map.of("app", "-batch", "other", "-x"));
        ObjectNode once = run(PLAIN, profile);

        assertThat(once.at("/metadata/labels")).isEqualTo(tree("{app:'a-batch'}"));
        assertThat(run(once.toString(), profile)).isEqualTo(once);
        assertThat(once.at("/metadata/annotations").isMissingNode()).isTrue();
    }

    @Test
    void aProfileWhosePriorityClassIsMissingIsLeftOutAsAWhole() {
        Outcome outcome = PodMutators.run(pod(PLAIN), context(named("p").standing(QosClass.BE, "no-such-class")));

        assertThat(outcome.patch()).isEmpty();
        assertThat(codes(outcome)).contains(PodReason.PriorityClassMissing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{spec:{containers:[{image:'x'}]}}", "{spec:{containers:'none'}}", "{metadata:{labels:{a:1}}}"})
    void aProfileWhosePatchDoesNotFitIsLeftOutAsAWhole(String patch) {
        Outcome outcome = PodMutators.run(pod(PLAIN), context(batch("p").patch(patch)));

        assertThat(outcome.patch()).isEmpty();
        assertThat(codes(outcome)).containsAnyOf(PodReason.PatchUnusable, PodReason.PatchBreaksPod);
    }

    @Test
    void whatAPatchAsksForIsTranslatedToo() {
        ObjectNode after =
                run(PLAIN, batch("p").patch("{spec:{containers:[{name:'side',resources:{limits:{cpu:'250m'}}}]}}"));

        assertThat(after.at("/spec/containers/0")).isEqualTo(tree("""
                {name:'side',resources:{limits:{'kubernetes.io/batch-cpu':'250'},requests:{'kubernetes.io/batch-cpu':'250'}}}"""));
    }

    @Test
    void midPodsGetMidResourcesAndTheAnnotation() {
        ObjectNode after = run(PLAIN, named("p").standing(QosClass.LS, "koord-mid"));

        assertThat(after.at("/spec/containers/0/resources/requests"))
                .isEqualTo(tree("{'kubernetes.io/mid-cpu':'1k','kubernetes.io/mid-memory':'1Gi'}"));
        assertThat(after.at("/metadata/annotations")
                        .path(Annotations.EXTENDED_RESOURCE_SPEC)
                        .asText())
                .isEqualTo("{\"containers\":{\"c\":{\"requests\":{\"kubernetes.io/mid-cpu\":\"1k\","
                        + "\"kubernetes.io/mid-memory\":\"1Gi\"}}}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"koord-prod", "koord-free"})
    void podsOfOtherClassesKeepNativeResources(String priorityClass) {
        ObjectNode after = run(PLAIN, named("p").standing(QosClass.LS, priorityClass));

        assertThat(after.at("/spec/containers")).isEqualTo(object(PLAIN).at("/spec/containers"));
    }

    @Test
    void otherResourcesAreKept() {
        String pod = "{metadata:{},spec:{resources:{limits:{cpu:'4'}},containers:[{name:'c',"
                + "resources:{requests:{cpu:'1','ephemeral-storage':'1Gi'},claims:[{name:'gpu'}]}}]}}";
        ObjectNode after = run(pod, batch("p"));

        assertThat(after.at("/spec/containers/0/resources"))
                .isEqualTo(tree(
                        "{requests:{'ephemeral-storage':'1Gi','kubernetes.io/batch-cpu':'1k'},claims:[{name:'gpu'}]}"));
        assertThat(after.at("/spec/resources")).isEqualTo(tree("{limits:{cpu:'4'}}"));
    }

    @Test
    void thatThePodAsAWholeAsksForNativeResourcesIsSaid() {
        String pod = "{metadata:{},spec:{resources:{requests:{memory:'4Gi'}},containers:[{name:'c'}]}}";
        Outcome outcome = PodMutators.run(pod(pod), context(batch("p")));

        assertThat(codes(outcome)).contains(PodReason.PodResourcesKept);
    }

    @Test
    void theOverheadOfARuntimeClassStaysSinceTheApiServerComparesIt() {
        String pod = "{metadata:{},spec:{runtimeClassName:'kata',overhead:{cpu:'250m',memory:'120Mi'},"
                + "containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}";
        Outcome outcome = PodMutators.run(pod(pod), context(batch("p")));

        assertThat(outcome.last().tree().at("/spec/overhead")).isEqualTo(tree("{cpu:'250m',memory:'120Mi'}"));
        assertThat(outcome.last().tree().at("/spec/containers/0/resources/requests"))
                .isEqualTo(tree("{'kubernetes.io/batch-cpu':'1k'}"));
        assertThat(codes(outcome)).contains(PodReason.OverheadKept, PodReason.ResourcesTranslated);
    }

    @Test
    void aProfileThatDoesNotMatchSaysWhichConditionIsNotMet() {
        Outcome outcome = PodMutators.run(
                pod(PLAIN),
                context(
                        named("a").onPods(new In("app", Set.of("a")), new In("tier", Set.of("x", "y"))),
                        named("b").inNamespaces(new DoesNotExist("env"))));

        assertThat(outcome.reasons().stream().map(Object::toString))
                .containsSubsequence(
                        "PodNotSelected: profile does not match, its selector is not met profile=a unmet=tier in (x,y)",
                        "NamespaceNotSelected: profile does not match, its namespace selector is not met profile=b unmet=!env",
                        "NoProfileMatches: no profile matches");
    }

    @Test
    void aQuantityThatCannotBeReadKeepsAllResources() {
        String pod = "{metadata:{},spec:{containers:[{name:'c',resources:{requests:{cpu:'1'},limits:{cpu:'many'}}}]}}";
        Outcome outcome = PodMutators.run(pod(pod), context(batch("p")));

        assertThat(outcome.last().tree().at("/spec/containers"))
                .isEqualTo(object(pod).at("/spec/containers"));
        assertThat(codes(outcome)).contains(PodReason.QuantityUnusable);
    }

    @Test
    void theAnnotationListsContainersAndSidecarsButNotOtherInitContainers() {
        String batch = "resources:{requests:{'kubernetes.io/batch-cpu':'1k','kubernetes.io/mid-cpu':'5'}}";
        ObjectNode after = run("{metadata:{},spec:{initContainers:[{name:'init'," + batch
                + "},{name:'side',restartPolicy:'Always'," + batch + "}],containers:[{name:'main'," + batch
                + "},{name:'plain'}]}}");

        assertThat(after.at("/metadata/annotations")
                        .path(Annotations.EXTENDED_RESOURCE_SPEC)
                        .asText())
                .isEqualTo(
                        "{\"containers\":{\"main\":{\"requests\":{\"kubernetes.io/batch-cpu\":\"1k\",\"kubernetes.io/mid-cpu\":\"5\"}},"
                                + "\"side\":{\"requests\":{\"kubernetes.io/batch-cpu\":\"1k\",\"kubernetes.io/mid-cpu\":\"5\"}}}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"containers\":{\"gone\":{\"requests\":{\"kubernetes.io/batch-cpu\":\"1k\"}}}}", "{bad"})
    void aStaleOrBrokenAnnotationIsRewritten(String text) {
        ObjectNode pod = object("{metadata:{},spec:{containers:[]}}");
        pod.withObject("/metadata/annotations").put(Annotations.EXTENDED_RESOURCE_SPEC, text);

        assertThat(run(pod.toString())
                        .at("/metadata/annotations")
                        .path(Annotations.EXTENDED_RESOURCE_SPEC)
                        .asText())
                .isEqualTo("{}");
    }

    @Test
    void anAnnotationThatSaysTheSameInOtherWordsStays() {
        ObjectNode pod = object(
                "{metadata:{},spec:{containers:[{name:'c',resources:{requests:{'kubernetes.io/batch-cpu':'1k'}}}]}}");
        pod.withObject("/metadata/annotations")
                .put(
                        Annotations.EXTENDED_RESOURCE_SPEC,
                        "{\"containers\": {\"c\": {\"requests\": {\"kubernetes.io/batch-cpu\": 1000}}}}");

        assertThat(run(pod.toString())).isEqualTo(pod);
    }

    @Test
    void aDrawIsKeptForTheSecondPass() {
        Profiles half = batch("half").percent(50);
        ObjectNode out = PodMutators.run(pod(PLAIN), context(50, half)).last().tree();
        ObjectNode in = PodMutators.run(pod(PLAIN), context(49, half)).last().tree();

        assertThat(PodMutators.run(pod(out.toString()), context(0, half)).patch())
                .isEmpty();
        assertThat(PodMutators.run(pod(in.toString()), context(99, half)).patch())
                .isEmpty();
        assertThat(in.at("/metadata/annotations")
                        .path(ProfileDecisions.ANNOTATION)
                        .asText())
                .isEqualTo("{\"half\":\"applied\"}");
    }

    @Test
    void aDecisionThatThePodCarriesStaysBesideNewOnes() {
        ObjectNode pod = object(PLAIN);
        pod.withObject("/metadata/annotations").put(ProfileDecisions.ANNOTATION, "{\"a\":\"unmatched\"}");
        Profiles[] profiles = {batch("a"), named("half").percent(50)};
        ObjectNode once = run(pod.toString(), profiles);

        assertThat(once.at("/metadata/annotations")
                        .path(ProfileDecisions.ANNOTATION)
                        .asText())
                .isEqualTo("{\"a\":\"unmatched\",\"half\":\"applied\"}");
        assertThat(run(once.toString(), profiles)).isEqualTo(once);
    }

    @Test
    void aDecisionAboutAProfileThatIsNotThereTranslatesNothing() {
        ObjectNode pod = object("{metadata:{labels:{'koordinator.sh/qosClass':'BE'}},"
                + "spec:{priority:5500,containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}");
        pod.withObject("/metadata/annotations").put(ProfileDecisions.ANNOTATION, "{\"gone\":\"applied\"}");

        assertThat(run(pod.toString())).isEqualTo(pod);
    }

    @Test
    void aContainerThatComesLaterIsTranslatedOnTheSecondPass() {
        Profiles once = batch("once").onPods(new DoesNotExist("koordinator.sh/qosClass"));
        ObjectNode after = run(PLAIN, once);
        after.withArray("/spec/containers").add(tree("{name:'late',resources:{requests:{cpu:'100m'}}}"));

        assertThat(run(after.toString(), once).at("/spec/containers/1/resources/requests"))
                .isEqualTo(tree("{'kubernetes.io/batch-cpu':'100'}"));
    }

    @Test
    void whatIsNotKnownHereSurvives() {
        String pod = """
                {metadata:{labels:{app:'a'},managedFields:[{x:1.0}]},status:{future:[1,2.50,1e400]},
                 spec:{future:{deep:[null,true,12345678901234567890]},containers:[{name:'c',future:'x',
                 resources:{future:{},requests:{cpu:'1','example.com/dongle':2}}}]}}""";
        Outcome outcome = PodMutators.run(pod(pod), context(batch("p")));

        assertThat(outcome.patch())
                .allSatisfy(operation -> assertThat(operation.path("path").asText())
                        .doesNotContain("future")
                        .doesNotContain("dongle")
                        .doesNotContain("managedFields"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{spec:[]}",
                "{spec:{},metadata:[]}",
                "{spec:{},metadata:{labels:[]}}",
                "{spec:{},metadata:{labels:{a:1}}}",
                "{spec:{containers:{}}}",
                "{spec:{containers:[1]}}",
                "{spec:{containers:[{resources:[]}]}}",
                "{spec:{containers:[{resources:{limits:{cpu:{}}}}]}}",
                "{spec:{resources:{requests:[]}}}",
                "{spec:{containers:[{env:{}}]}}",
                "{spec:{containers:[{env:[1]}]}}",
                "{spec:{containers:[{envFrom:[null]}]}}"
            })
    void aTreeThatIsNoPodIsRefusedBeforeAnyMutator(String pod) {
        assertThat(PodDraft.of(tree(pod))).isInstanceOf(Parsed.Invalid.class);
    }
}
