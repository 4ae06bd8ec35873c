package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.object;
import static io.sublet.webhook.Trees.tree;
import static io.sublet.webhook.pod.Profiles.context;
import static io.sublet.webhook.pod.Profiles.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Annotations;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.Profile.Standing;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Koordinator's own tests of its webhook observe, with the same numbers. */
class KoordinatorVectorsTest {

    private static final String BOTH = """
            {metadata:{name:'p',labels:{app:'colocated'}},spec:{schedulerName:'default-scheduler',priority:5999,
             overhead:{cpu:'1',memory:'2Gi'},
             initContainers:[{name:'init',resources:{requests:{cpu:'500m',memory:'1Gi'},limits:{cpu:'500m',memory:'1Gi'}}}],
             containers:[{name:'main',resources:{requests:{cpu:'1',memory:'4Gi'},limits:{cpu:'1',memory:'4Gi'}}}]}}""";

    private static final String TRANSLATED_INIT =
            "{'kubernetes.io/batch-cpu':'500','kubernetes.io/batch-memory':'1Gi'}";
    private static final String TRANSLATED_MAIN = "{'kubernetes.io/batch-cpu':'1k','kubernetes.io/batch-memory':'4Gi'}";

    private static Profiles profile() {
        return Profiles.named("test-profile")
                .inNamespaces(new In("env", Set.of("test")))
                .onPods(new In("app", Set.of("colocated")))
                .labels(Map.of("testLabelA", "valueA"), Map.of(), Map.of())
                .annotations(Map.of("testAnnotationA", "valueA"), Map.of())
                .scheduler("koordinator-scheduler")
                .standing(new Standing(Optional.of(QosClass.BE), Optional.of("koord-batch"), OptionalInt.of(1111)))
                .patch(
                        "{metadata:{labels:{'test-patch-label':'patch-a'},annotations:{'test-patch-annotation':'patch-b'}}}");
    }

    private static ObjectNode run(String pod, MutationContext context) {
        return PodMutators.run(pod(pod), context).last().tree();
    }

    private static JsonNode part(JsonNode pod, String list, String part) {
        return pod.path("spec").path(list).path(0).path("resources").path(part);
    }

    private static void assertProfileApplied(JsonNode pod) {
        assertThat(pod.path("metadata").path("labels"))
                .isEqualTo(tree("{app:'colocated','koordinator.sh/priority':'1111','koordinator.sh/qosClass':'BE',"
                        + "testLabelA:'valueA','test-patch-label':'patch-a'}"));
        assertThat(pod.at("/metadata/annotations/testAnnotationA").asText()).isEqualTo("valueA");
        assertThat(pod.at("/metadata/annotations/test-patch-annotation").asText())
                .isEqualTo("patch-b");
        JsonNode spec = pod.path("spec");
        assertThat(spec.path("schedulerName").asText()).isEqualTo("koordinator-scheduler");
        assertThat(spec.path("priorityClassName").asText()).isEqualTo("koord-batch");
        assertThat(spec.path("priority").asInt()).isEqualTo(5000);
        assertThat(spec.path("preemptionPolicy").asText()).isEqualTo("PreemptLowerPriority");
    }

    private static void assertTranslated(JsonNode pod) {
        for (String part : new String[] {"requests", "limits"}) {
            assertThat(part(pod, "initContainers", part)).isEqualTo(tree(TRANSLATED_INIT));
            assertThat(part(pod, "containers", part)).isEqualTo(tree(TRANSLATED_MAIN));
        }
        assertThat(pod.at("/spec/overhead"))
                .isEqualTo(tree("{'kubernetes.io/batch-cpu':'1k','kubernetes.io/batch-memory':'2Gi'}"));
    }

    private static void assertProfileNotApplied(JsonNode pod) {
        assertThat(pod.at("/metadata/labels")).isEqualTo(tree("{app:'colocated'}"));
        assertThat(pod.at("/metadata/annotations/testAnnotationA").isMissingNode())
                .isTrue();
        assertThat(pod.at("/spec/schedulerName").asText()).isEqualTo("default-scheduler");
        assertThat(pod.at("/spec/priority").asInt()).isEqualTo(5999);
    }

    @Test
    void w1_requestsAndLimitsOfAllContainersAndTheOverheadAreTranslated() {
        ObjectNode pod = run(BOTH, context(profile()));

        assertProfileApplied(pod);
        assertTranslated(pod);
    }

    @Test
    void w2_limitsAloneBecomeLimitsAndEqualRequests() {
        ObjectNode pod = object(BOTH);
        for (String list : new String[] {"initContainers", "containers"}) {
            ((ObjectNode) pod.path("spec").path(list).path(0).path("resources")).remove("requests");
        }

        assertTranslated(run(pod.toString(), context(profile())));
    }

    @Test
    void w3_requestsAloneGetNoLimits() {
        ObjectNode pod = object(BOTH);
        for (String list : new String[] {"initContainers", "containers"}) {
            ((ObjectNode) pod.path("spec").path(list).path(0).path("resources")).remove("limits");
        }
        ObjectNode after = run(pod.toString(), context(profile()));

        assertThat(part(after, "initContainers", "requests")).isEqualTo(tree(TRANSLATED_INIT));
        assertThat(part(after, "containers", "requests")).isEqualTo(tree(TRANSLATED_MAIN));
        assertThat(part(after, "initContainers", "limits").isMissingNode()).isTrue();
        assertThat(part(after, "containers", "limits").isMissingNode()).isTrue();
    }

    @Test
    void w4_aPodDrawnOutKeepsItsMetadataButItsOwnBatchPriorityTranslatesItsResources() {
        ObjectNode pod = run(BOTH, context(profile().percent(0)));

        assertProfileNotApplied(pod);
        assertTranslated(pod);
    }

    @Test
    void w5_aDrawOf70IsOutsideOf50Percent() {
        ObjectNode pod = run(BOTH, context(70, profile().percent(50)));

        assertProfileNotApplied(pod);
        assertTranslated(pod);
    }

    @Test
    void w6_aDrawOf30IsWithin50Percent() {
        ObjectNode pod = run(BOTH, context(30, profile().percent(50)));

        assertProfileApplied(pod);
        assertTranslated(pod);
    }

    @Test
    void w7_aProfileThatKeepsResourcesKeepsThem() {
        ObjectNode pod = run(BOTH, context(profile().keepingResources()));

        assertProfileApplied(pod);
        assertThat(pod.at("/spec/containers")).isEqualTo(object(BOTH).at("/spec/containers"));
        assertThat(pod.at("/spec/initContainers")).isEqualTo(object(BOTH).at("/spec/initContainers"));
        assertThat(pod.at("/spec/overhead")).isEqualTo(object(BOTH).at("/spec/overhead"));
    }

    @Test
    void w8_theConfigurationCanKeepAllResources() {
        MutationContext c = context(profile());
        ObjectNode pod = run(
                BOTH,
                new MutationContext(
                        c.profiles(), c.namespaceLabels(), c.priorityLevels(), true, PinMarking.OFF, c.draw()));

        assertProfileApplied(pod);
        assertThat(pod.at("/spec/containers")).isEqualTo(object(BOTH).at("/spec/containers"));
    }

    /** Koordinator writes an empty value where the source is missing; here nothing is written. */
    @Test
    void keysAreCopiedAndTheSourceStays() {
        ObjectNode pod = object(BOTH);
        pod.withObject("/metadata/labels").put("label-key-to-load", "test-label-value");
        pod.withObject("/metadata/annotations").put("annotation-key-to-load", "test-annotation-value");
        Profiles mapping = profile()
                .labels(
                        Map.of("testLabelA", "valueA"),
                        Map.of(
                                "label-key-to-load", "label-key-to-store",
                                "label-key-to-load-not-exist", "label-key-to-store-not-exist"),
                        Map.of())
                .annotations(
                        Map.of("testAnnotationA", "valueA"),
                        Map.of("annotation-key-to-load", "annotation-key-to-store"));
        ObjectNode after = run(pod.toString(), context(mapping));

        assertThat(after.at("/metadata/labels"))
                .isEqualTo(tree("{app:'colocated','koordinator.sh/priority':'1111','koordinator.sh/qosClass':'BE',"
                        + "testLabelA:'valueA','test-patch-label':'patch-a','label-key-to-load':'test-label-value',"
                        + "'label-key-to-store':'test-label-value'}"));
        assertThat(after.at("/metadata/annotations/annotation-key-to-store").asText())
                .isEqualTo("test-annotation-value");
        assertThat(after.at("/metadata/annotations/annotation-key-to-load").asText())
                .isEqualTo("test-annotation-value");
        assertTranslated(after);
    }

    @Test
    void theDocumentedExampleComesOutFieldByField() {
        ObjectNode before = object("""
                {metadata:{},spec:{containers:[{name:'c',
                 resources:{requests:{cpu:'1',memory:'1Gi'},limits:{cpu:'2',memory:'1Gi'}}}]}}""");
        String annotation = "{\"containers\":{\"c\":{\"limits\":{\"kubernetes.io/batch-cpu\":\"2k\","
                + "\"kubernetes.io/batch-memory\":\"1Gi\"},\"requests\":{\"kubernetes.io/batch-cpu\":\"1k\","
                + "\"kubernetes.io/batch-memory\":\"1Gi\"}}}}";
        ObjectNode after = object("""
                {metadata:{labels:{'koordinator.sh/qosClass':'BE'}},
                 spec:{priorityClassName:'koord-batch',priority:5000,preemptionPolicy:'PreemptLowerPriority',
                  containers:[{name:'c',resources:{
                   requests:{'kubernetes.io/batch-cpu':'1k','kubernetes.io/batch-memory':'1Gi'},
                   limits:{'kubernetes.io/batch-cpu':'2k','kubernetes.io/batch-memory':'1Gi'}}}]}}""");
        after.withObject("/metadata/annotations").put(Annotations.EXTENDED_RESOURCE_SPEC, annotation);

        assertThat(run(before.toString(), context(Profiles.batch("batch")))).isEqualTo(after);
    }

    @ParameterizedTest(name = "cpu {0} memory {1}")
    @CsvSource({
        "500m, 1Gi, 500, 1Gi",
        "2, 1024Mi, 2k, 1Gi",
        "100u, 100m, 1, 1",
        "0.1, 1.5Gi, 100, 1536Mi",
        "1500m, 1000, 1500, 1k",
        "25, 1e3, 25k, 1e3",
        "0, 0, 0, 0",
        "1m, 1000.5Ki, 1, 1024512",
        "1M, 3G, 1G, 3G"
    })
    void quantitiesAreWholeAndCanonical(String cpu, String memory, String batchCpu, String batchMemory) {
        ObjectNode pod = object("{metadata:{},spec:{containers:[{name:'c',resources:{requests:{}}}]}}");
        pod.withObject("/spec/containers/0/resources/requests").put("cpu", cpu).put("memory", memory);

        assertThat(part(run(pod.toString(), context(Profiles.batch("batch"))), "containers", "requests"))
                .isEqualTo(tree("{'kubernetes.io/batch-cpu':'" + batchCpu + "','kubernetes.io/batch-memory':'"
                        + batchMemory + "'}"));
    }
}
