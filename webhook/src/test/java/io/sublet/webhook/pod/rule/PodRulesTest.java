package io.sublet.webhook.pod.rule;

import static io.sublet.webhook.Trees.object;
import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.webhook.pod.PodDraft;
import io.sublet.webhook.pod.rule.PodRule.Level;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodRulesTest {
    private static final String QOS = "koordinator.sh/qosClass";
    private static final String WHOLE = "containers:[{name:'c',resources:{requests:{cpu:'2'}}}]";
    private static final String BATCH = "containers:[{name:'c',resources:{requests:{'kubernetes.io/batch-cpu':'1k',"
            + "'kubernetes.io/batch-memory':'4Gi'},limits:{'kubernetes.io/batch-cpu':'1k'}}}]";

    private static PodDraft pod(String labels, String spec) {
        return PodDraft.of(object("{metadata:{labels:{" + labels + "}},spec:{" + spec + "}}"))
                .valid()
                .orElseThrow();
    }

    private static List<Finding> create(String labels, String spec) {
        return PodRules.check(pod(labels, spec), Optional.empty(), RuleLevels.NORMAL);
    }

    private static List<Finding> update(PodDraft before, PodDraft after) {
        return PodRules.check(after, Optional.of(before), RuleLevels.NORMAL);
    }

    private static List<String> texts(List<Finding> findings) {
        return findings.stream().map(f -> f.severity() + " " + f).toList();
    }

    /** Every cell: what Koordinator refuses is refused, and nothing else. */
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({
        "LSE, 9000 ok, 7500 odd, 5500 odd, 3000 odd, 0 odd",
        "LSR, 9999 ok, 7000 no, 5000 no, 3999 no, 8500 no",
        "LS, 9500 ok, 7999 ok, 5999 odd, 3500 odd, 2000000000 ok",
        "BE, 9000 no, 7000 ok, 5000 ok, 3000 ok, 0 no",
        "SYSTEM, 9000 ok, 7000 odd, 5000 odd, 3000 odd, 2000001000 ok",
        "'', 9000 ok, 7000 ok, 5000 ok, 3000 ok, 0 ok"
    })
    void everyPairHasItsVerdict(String qos, String prod, String mid, String batch, String free, String none) {
        for (String cell : List.of(prod, mid, batch, free, none)) {
            String[] parts = cell.split(" ", -1);
            String labels = qos.isEmpty() ? "" : "'" + QOS + "':'" + qos + "'";
            List<Finding> findings = create(labels, "priority:" + parts[0] + "," + WHOLE).stream()
                    .filter(f -> f.code() == PodRule.OddPair || f.code() == PodRule.ForbiddenPair)
                    .toList();

            switch (parts[1]) {
                case "ok" -> assertThat(findings).as(cell).isEmpty();
                case "odd" ->
                    assertThat(findings).as(cell).extracting(Finding::severity).containsOnly(Severity.WARN);
                default ->
                    assertThat(findings).as(cell).extracting(Finding::severity).containsOnly(Severity.DENY);
            }
        }
    }

    @Test
    void theTableHasNoHole() {
        for (QosClass qos : QosClass.values()) {
            for (PriorityClass priority : PriorityClass.values()) {
                assertThat(QosPriorityMatrix.verdict(qos, priority)).isNotNull();
            }
        }
    }

    @Test
    void aRefusedPairNamesBothAndWhatFits() {
        assertThat(texts(create("'koordinator.sh/qosClass':'BE'", "priority:9500,containers:[]")))
                .containsExactly(
                        "DENY metadata.labels[koordinator.sh/qosClass]: Forbidden: koordinator.sh/qosClass=BE and"
                                + " priority class koord-prod cannot be used in combination, BE goes with koord-mid, koord-batch,"
                                + " koord-free");
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'koordinator.sh/qosClass':'LSR'; 'koordinator.sh/qosClass':'LS'; metadata.labels[koordinator.sh/qosClass]: Invalid value: \"LS\": field is immutable, it was \"LSR\"",
                "'koordinator.sh/qosClass':'LS'; ``; metadata.labels[koordinator.sh/qosClass]: Invalid value: \"\": field is immutable, it was \"LS\"",
                "'koordinator.sh/priority-class':'koord-batch'; 'koordinator.sh/priority-class':'koord-prod'; metadata.labels[koordinator.sh/priority-class]: Invalid value: \"koord-prod\": field is immutable, it was \"koord-batch\"",
                "'koordinator.sh/priority':'9999'; 'koordinator.sh/priority':'8888'; metadata.labels[koordinator.sh/priority]: Invalid value: \"8888\": field is immutable, it was \"9999\"",
                "'koordinator.sh/priority':'9999'; ``; metadata.labels[koordinator.sh/priority]: Invalid value: \"\": field is immutable, it was \"9999\""
            })
    void whatSettledTheCgroupsDoesNotChange(String before, String after, String finding) {
        assertThat(texts(update(pod(before, WHOLE + ",priority:9100"), pod(after, WHOLE + ",priority:9100"))))
                .contains("DENY " + finding);
    }

    @Test
    void thePriorityClassIsThatOfThePriorityToo() {
        assertThat(texts(update(pod("", "priority:5000,containers:[]"), pod("", "priority:0,containers:[]"))))
                .containsExactly("DENY metadata.labels[koordinator.sh/priority-class]: Invalid value: \"\": field is"
                        + " immutable, it was \"koord-batch\"");
        assertThat(update(pod("", "priority:5000,containers:[]"), pod("", "priority:5999,containers:[]")))
                .isEmpty();
    }

    @Test
    void anUnknownQosClassIsNoneSoThatItMayBecomeAnotherUnknownOne() {
        assertThat(update(
                        pod("'koordinator.sh/qosClass':'best'", WHOLE),
                        pod("'koordinator.sh/qosClass':'worst'", WHOLE)))
                .isEmpty();
    }

    @Test
    void batchResourcesNeedBestEffort() {
        assertThat(create("'koordinator.sh/qosClass':'BE'", "priority:5000," + BATCH))
                .isEmpty();
        assertThat(texts(create("", "priority:5500," + BATCH)))
                .containsExactly("DENY metadata.labels[koordinator.sh/qosClass]: Required value: must be BE,"
                        + " spec.containers[0].resources.requests[kubernetes.io/batch-cpu] is 1k");
        assertThat(create("", "priority:5500,containers:[{resources:{requests:{'kubernetes.io/batch-cpu':'0'}}}]"))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "LSR; containers:[{resources:{requests:{cpu:'1'}}}]; ``",
                "LSE; containers:[{resources:{requests:{cpu:'500m'}}},{resources:{requests:{cpu:'1500m'}}}]; ``",
                "LSR; containers:[{resources:{requests:{cpu:'2000m'}}}],initContainers:[{resources:{requests:{cpu:'500m'}}}]; ``",
                "LSR; containers:[{resources:{requests:{cpu:'2'}}}],initContainers:[{restartPolicy:'Always',resources:{requests:{cpu:'500m'}}}]; 2.5",
                "LSR; containers:[{resources:{requests:{cpu:'1'}}}],initContainers:[{resources:{requests:{cpu:'1500m'}}}]; 1.5",
                "LSR; containers:[{resources:{requests:{cpu:'1'}}}],overhead:{cpu:'250m'}; 1.25",
                "LSR; resources:{requests:{cpu:'2'}},containers:[{resources:{requests:{cpu:'100m'}}}]; ``",
                "LSR; containers:[{resources:{requests:{cpu:'100m'}}}]; 0.1",
                "LSE; containers:[{name:'c'}]; none",
                "LSR; containers:[{resources:{requests:{cpu:'junk'}}}]; ``",
                "LS; containers:[{resources:{requests:{cpu:'100m'}}}]; ``"
            })
    void podsThatPinAskForWholeCpus(String qos, String spec, String sum) {
        List<String> texts = texts(create("'koordinator.sh/qosClass':'" + qos + "'", "priority:9500," + spec));

        switch (sum) {
            case "" -> assertThat(texts).isEmpty();
            case "none" ->
                assertThat(texts)
                        .singleElement()
                        .asString()
                        .contains("Required value")
                        .contains(qos);
            default ->
                assertThat(texts)
                        .containsExactly("DENY spec.containers[*].resources.requests[cpu]: Invalid value: \"" + sum
                                + "\": a pod of QoS class " + qos + " asks for whole CPUs in sum");
        }
    }

    @Test
    @Timeout(20)
    void aPodOfVeryManyContainersIsLookedAtInOnePass() {
        PodDraft pod = pod("'koordinator.sh/qosClass':'BE'", "priority:5500,containers:[]");
        ArrayNode containers = (ArrayNode) pod.tree().path("spec").path("containers");
        for (int i = 0; i < 60_000; i++) {
            ObjectNode resources = containers.addObject().putObject("resources");
            resources.putObject("requests").put("kubernetes.io/batch-cpu", "1k");
            resources.putObject("limits").put("kubernetes.io/batch-cpu", i == 59_999 ? "999" : "1k");
        }

        assertThat(PodRules.check(pod, Optional.empty(), RuleLevels.NORMAL))
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(PodRule.RequestAboveLimit));
    }

    @Test
    void aRequestOfReclaimedResourcesIsAtMostTheLimit() {
        String spec = "priority:5500,initContainers:[{resources:{requests:{'kubernetes.io/batch-cpu':'1001'},"
                + "limits:{'kubernetes.io/batch-cpu':'1k'}}}],containers:[{resources:{requests:{"
                + "'kubernetes.io/batch-memory':'1Gi'},limits:{'kubernetes.io/batch-memory':'1024Mi'}}}]";

        assertThat(texts(create("'koordinator.sh/qosClass':'BE'", spec)))
                .containsExactly(
                        "DENY spec.initContainers[0].resources.requests[kubernetes.io/batch-cpu]: Invalid value:"
                                + " \"1001\": must be at most the limit of 1k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "containers:[{resources:{requests:{'kubernetes.io/batch-cpu':'1k',memory:'1Gi'}}}]; WARN spec.containers[0].resources.requests[memory]: the pod asks for native, batch resources at once",
                "containers:[{resources:{requests:{'kubernetes.io/batch-cpu':'1k'}}},{resources:{limits:{cpu:'1'}}}]; WARN spec.containers[1].resources.limits[cpu]: the pod asks for native, batch resources at once",
                "resources:{limits:{memory:'1Gi'}},containers:[{resources:{requests:{'kubernetes.io/batch-cpu':'1k'}}}]; WARN spec.resources.limits[memory]: the pod asks for native, batch resources at once",
                "containers:[{resources:{requests:{memory:'1Gi'}}}]; WARN spec.containers[0].resources.requests[memory]: a pod of QoS class BE takes native resources away from online services"
            })
    void nativeResourcesOfBestEffortPodsAreWarnedAbout(String spec, String warning) {
        assertThat(texts(create("'koordinator.sh/qosClass':'BE'", "priority:5500," + spec)))
                .containsExactly(warning);
    }

    @Test
    void theOverheadOfARuntimeClassIsNotMixing() {
        assertThat(create("'koordinator.sh/qosClass':'BE'", "priority:5500,overhead:{cpu:'250m'}," + BATCH))
                .isEmpty();
    }

    @Test
    void reclaimedResourcesOfAnotherClassAreWarnedAbout() {
        assertThat(texts(create(
                        "'koordinator.sh/qosClass':'LS'",
                        "priority:9500,containers:[{resources:{requests:{'kubernetes.io/mid-cpu':'1k'}}}]")))
                .containsExactly(
                        "WARN spec.containers[0].resources.requests[kubernetes.io/mid-cpu]: is for priority class"
                                + " koord-mid, the pod has koord-prod");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "koordinator.sh/qosClass; be; LSE, LSR, LS, BE, SYSTEM",
                "koordinator.sh/priority-class; batch; koord-prod, koord-mid, koord-batch, koord-free",
                "koordinator.sh/priority; high; an integer of 32 bits"
            })
    void aLabelValueThatNobodyReadsIsWarnedAbout(String key, String value, String accepted) {
        assertThat(texts(create("'" + key + "':'" + value + "'", "containers:[]")))
                .containsExactly("WARN metadata.labels[" + key + "]: Unsupported value: \"" + value
                        + "\" counts as not set, accepted is " + accepted);
        assertThat(create("'" + key + "':''", "containers:[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1111", "-5", "0x10", "010"})
    void aSubPriorityIsAnInteger(String text) {
        assertThat(create("'koordinator.sh/priority':'" + text + "'", "containers:[]"))
                .isEmpty();
    }

    @Test
    void theReservedAnnotationIsRefused() {
        PodDraft pod = PodDraft.of(
                        object(
                                "{metadata:{annotations:{'scheduling.koordinator.sh/reserve-pod':'true'}},spec:{containers:[]}}"))
                .valid()
                .orElseThrow();

        assertThat(texts(PodRules.check(pod, Optional.empty(), RuleLevels.NORMAL)))
                .singleElement()
                .asString()
                .startsWith("DENY metadata.annotations[scheduling.koordinator.sh/reserve-pod]: Forbidden");
        assertThat(update(pod("", "containers:[]"), pod)).hasSize(1);
    }

    /** Koordinator's scheduler adds it by an update. */
    @Test
    void onlyANewPodMustNotBringCpusAlong() {
        PodDraft without = pod("", "containers:[]");
        PodDraft claiming = PodDraft.of(object("{metadata:{annotations:{'scheduling.koordinator.sh/resource-status':"
                        + "'{\"cpuset\":\"0-3\"}'}},spec:{containers:[]}}"))
                .valid()
                .orElseThrow();

        assertThat(texts(PodRules.check(claiming, Optional.empty(), RuleLevels.NORMAL)))
                .containsExactly("WARN metadata.annotations[scheduling.koordinator.sh/resource-status]: Forbidden: it"
                        + " claims the CPUs 0-3 of whichever node the pod comes to; the scheduler writes it");
        assertThat(update(without, claiming)).isEmpty();
        for (String nothing : List.of("{}", "{\"cpuset\":\"\"}", "{\"numaNodeResources\":[{\"node\":0}]}", "{")) {
            ObjectNode tree = object("{metadata:{annotations:{}},spec:{containers:[]}}");
            tree.withObject("/metadata/annotations").put("scheduling.koordinator.sh/resource-status", nothing);
            assertThat(PodRules.check(PodDraft.of(tree).valid().orElseThrow(), Optional.empty(), RuleLevels.NORMAL))
                    .isEmpty();
        }
    }

    /** It was admitted while the webhook was away; whoever labels it later cannot help it. */
    @Test
    void anUpdateIsNotRefusedForWhatThePodIsAlready() {
        PodDraft before = pod("'koordinator.sh/qosClass':'BE'", "priority:9500," + BATCH);
        PodDraft after = pod("'koordinator.sh/qosClass':'BE',team:'a'", "priority:9500," + BATCH);

        assertThat(create("'koordinator.sh/qosClass':'BE'", "priority:9500," + BATCH))
                .isNotEmpty();
        assertThat(update(before, after)).isEmpty();
    }

    @Test
    void aResizeThatBreaksARuleIsRefused() {
        PodDraft before = pod("'koordinator.sh/qosClass':'LSR'", "priority:9500," + WHOLE);
        PodDraft after = pod(
                "'koordinator.sh/qosClass':'LSR'", "priority:9500,containers:[{resources:{requests:{cpu:'2500m'}}}]");

        assertThat(update(before, after)).extracting(Finding::code).containsExactly(PodRule.WholeCpus);
    }

    @Test
    void severalBreachesAreFoundAtOnce() {
        List<Finding> findings = update(
                pod("'koordinator.sh/qosClass':'LS'", "priority:5500,containers:[]"),
                pod("'koordinator.sh/qosClass':'LSR','koordinator.sh/priority':'1'", "priority:5500,containers:[]"));

        assertThat(findings)
                .extracting(Finding::code)
                .containsExactly(
                        PodRule.QosClassImmutable,
                        PodRule.SubPriorityImmutable,
                        PodRule.ForbiddenPair,
                        PodRule.WholeCpus);
    }

    @Test
    void levelsCanBeSet() {
        RuleLevels levels = RuleLevels.of(List.of("mixed-resources"), List.of("forbidden-pair"), List.of("odd-pair"));
        PodDraft mixed = pod(
                "'koordinator.sh/qosClass':'BE'",
                "priority:9500,containers:[{resources:{requests:{'kubernetes.io/batch-cpu':'1k',cpu:'1'}}}]");
        PodDraft odd = pod("'koordinator.sh/qosClass':'LSE'", "priority:5500," + WHOLE);

        assertThat(PodRules.check(mixed, Optional.empty(), levels).stream()
                        .map(f -> f.severity() + " " + f.code().name()))
                .containsExactly("WARN ForbiddenPair", "DENY MixedResources", "WARN ResourcesOfOtherClass");
        assertThat(PodRules.check(odd, Optional.empty(), levels)).isEmpty();
        assertThat(levels.byRule()).hasSize(PodRule.values().length);
        assertThat(RuleLevels.of(Map.of(PodRule.OddPair, Level.DENY)).of(PodRule.OddPair))
                .isEqualTo(Level.DENY);
    }

    @Test
    void theChartKnowsEveryRule() throws IOException {
        JsonNode names = tree(Files.readString(Path.of("../charts/sublet/values.schema.json")))
                .at("/definitions/podRules/items/enum");

        assertThat(names.valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(PodRule.values()).map(PodRule::setting).toList());
    }

    @Test
    void aSettingThatIsNoRuleOrIsSetTwiceIsRefused() {
        assertThatThrownBy(() -> RuleLevels.of(List.of("mixed"), List.of(), List.of()))
                .hasMessageContaining("'mixed' is no rule")
                .hasMessageContaining("mixed-resources");
        assertThatThrownBy(() -> RuleLevels.of(List.of("odd-pair"), List.of(), List.of("odd-pair")))
                .hasMessageContaining("set twice");
    }
}
