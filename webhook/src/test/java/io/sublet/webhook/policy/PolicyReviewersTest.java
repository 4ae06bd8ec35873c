package io.sublet.webhook.policy;

import static io.sublet.webhook.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.Reviews;
import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Denial;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Reviewer;
import io.sublet.webhook.selection.PodQosScope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyReviewersTest {
    private static final String SLO = "slo.koordinator.sh";
    private static final String PROFILE = "config.koordinator.sh";
    private static final String QOS = "qos.sublet.io";

    private final FakeCluster cluster = new FakeCluster();
    private final Reviewer slo = new NodeSloReviewer(NodeSloSchema.load());
    private final Reviewer qos = new PodQosReviewer();
    private final Reviewer profile = new ProfileReviewer(tree -> new Parsed.Absent<>());

    private static ObjectNode named(String name, String spec) {
        return object("{metadata:{name:'" + name + "'},spec:" + spec + "}");
    }

    private static List<String> causes(Answer answer) {
        return answer.denial().map(Denial::causes).orElse(List.of()).stream()
                .map(Finding::toString)
                .toList();
    }

    private Answer slo(String spec) {
        return slo.review(Reviews.create(SLO, "nodeslos", named("n1", spec)), cluster);
    }

    private Answer profile(String spec) {
        return profile.review(Reviews.create(PROFILE, "clustercolocationprofiles", named("p", spec)), cluster);
    }

    private Answer qos(String name, String spec) {
        return qos.review(Reviews.create(QOS, "podqoses", named(name, spec)), cluster);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{resourceUsedThresholdWithBE:{cpuSuppressPolicy:'magic'}} | spec.resourceUsedThresholdWithBE: cpuSuppressPolicy",
                "{resourceUsedThresholdWithBE:{cpuEvictThresholdPercent:50,cpuEvictLowerPercent:60}} | cpuEvictThresholdPercent must be greater",
                "{resourceUsedThresholdWithBE:{cpuSuppressThresholdPercent:101}} | cpuSuppressThresholdPercent",
                "{cpuBurstStrategy:{policy:'sometimes'}} | spec.cpuBurstStrategy: policy"
            })
    void rulesOfOneNodeHaveTheBoundsOfTheConfigMap(String spec, String why) {
        assertThat(causes(slo(spec))).singleElement().asString().contains(why).doesNotContain("clusterStrategy");
        assertThat(slo.review(Reviews.update(SLO, "nodeslos", named("n1", spec), named("n1", spec)), cluster)
                        .denial())
                .as("was so before")
                .isEmpty();
    }

    @Test
    void goodRulesPassWithoutAWord() {
        Answer answer = slo(
                "{resourceUsedThresholdWithBE:{enable:true,memoryEvictThresholdPercent:70},extensions:{a:1},"
                        + "hostApplications:[{name:'yarn',priority:'koord-batch',qos:'BE'}],systemStrategy:{totalNetworkBandwidth:'0'}}");

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{selector:{matchExpressions:[{key:'a',operator:'Near'}]}}             | spec.selector.matchExpressions[0].operator",
                "{namespaceSelector:{matchExpressions:[{key:'a',operator:'In'}]}}      | spec.namespaceSelector.matchExpressions[0].values",
                "{selector:{matchLabels:{a:'b'}},probability:'half'}                   | spec.probability",
                "{selector:{matchLabels:{a:'b'}},labels:{'a b':'c'}}                   | spec.labels[a b]",
                "{selector:{matchLabels:{a:'b'}},labels:{a:'b c'}}                     | spec.labels[a]",
                "{selector:{matchLabels:{a:'b'}},labelSuffixes:{a:'/x'}}               | spec.labelSuffixes[a]",
                "{selector:{matchLabels:{a:'b'}},labelKeysMapping:{a:'x',b:'x'}}       | spec.labelKeysMapping[b]",
                "{selector:{matchLabels:{a:'b'}},annotationKeysMapping:{a:'-'}}        | spec.annotationKeysMapping[a]",
                "{selector:{matchLabels:{a:'b'}},patch:7}                              | spec.patch",
                "{selector:{matchLabels:{a:'b'}},patch:{spec:{containers:[{image:'x'}]}}} | spec.patch",
                "{selector:{matchLabels:{a:'b'}},patch:{spec:null}}                    | spec.patch",
                "{selector:{matchLabels:{a:'b'}},patch:{metadata:{$patch:'magic'}}}    | spec.patch"
            })
    void profilesThatCouldNotBeAppliedAreRefusedByField(String spec, String field) {
        assertThat(causes(profile(spec))).singleElement().asString().startsWith(field + ": ");
        ObjectNode bad = named("p", spec);
        assertThat(profile.review(Reviews.update(PROFILE, "clustercolocationprofiles", bad, bad), cluster)
                        .denial())
                .as("was so before")
                .isEmpty();
    }

    @Test
    void everyFlawOfAProfileIsSaidAtOnce() {
        assertThat(causes(profile("{selector:{matchExpressions:[{key:'',operator:'In'}]},probability:'x',patch:[]}")))
                .hasSize(4);
    }

    @Test
    void aProfileThatItsReaderRefusesIsRefusedInAnyCase() {
        Reviewer strict = new ProfileReviewer(tree -> new Parsed.Invalid<>("spec.qosClass 'XL' is unknown"));

        assertThat(causes(strict.review(
                        Reviews.create(PROFILE, "clustercolocationprofiles", named("p", "{qosClass:'XL'}")), cluster)))
                .containsExactly("spec.qosClass 'XL' is unknown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{qosClass:'BE'}                                                    | selects every new pod",
                "{selector:{},namespaceSelector:{matchLabels:{}}}                   | selects every new pod",
                "{selector:{matchLabels:{a:'b'}},probability:101}                   | as good as 100",
                "{selector:{matchLabels:{a:'b'}},priorityClassName:'koord-none'}    | no PriorityClass 'koord-none'",
                "{selector:{matchLabels:{a:'b'}},labels:{x:'1'},labelKeysMapping:{y:'x'}} | overwrites 'x'",
                "{selector:{matchLabels:{a:'b'}},patch:{metadata:{name:'n'}}}       | given by whoever creates"
            })
    void whatAProfilesAuthorMayNotHaveMeantIsAWarning(String spec, String why) {
        cluster.priorityLevels = Map.of("koord-batch", new PriorityLevel("koord-batch", 5000, "Never"));
        Answer answer = profile(spec);

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).singleElement().asString().contains(why);
    }

    @Test
    void selectorsOfAPodQosMustBeReadable() {
        assertThat(causes(qos("a", "{selector:{labelSelector:{matchLabels:{'a b':'c'}}}}")))
                .singleElement()
                .asString()
                .startsWith("spec.selector.labelSelector.matchLabels[a b]: ");
    }

    private void others(String... specs) {
        cluster.podQosScopes = List.of(specs).stream()
                .map(spec -> PodQosScope.of(named("other", spec)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a | {selector:{}}                                                        | selects every pod",
                "a | {selector:{namespaces:['x']}}                                        | there this one governs",
                "z | {selector:{namespaceSelector:{matchLabels:{team:'t'}}}}              | there 'other' governs",
                "a | {selector:{labelSelector:{matchLabels:{app:'web',tier:'1'}}},precedence:-1} | governs no pod, 'other'",
                "z | {selector:{labelSelector:{matchLabels:{app:'web'}},qosClasses:['BE']}} | governs no pod, 'other'"
            })
    void objectsThatStandInEachOthersWayAreToldBefore(String name, String spec, String why) {
        others("{selector:{labelSelector:{matchLabels:{app:'web'}}}}");
        Answer answer = qos(name, spec);

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).anySatisfy(warning -> assertThat(warning).contains(why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{selector:{labelSelector:{matchLabels:{app:'db'}}}}",
                "{selector:{priorityRange:{min:6000}}}",
                "{selector:{qosClasses:['LS']}}",
                "{selector:{namespaces:['b']}}",
                "{selector:{labelSelector:{matchLabels:{app:'web'}}},precedence:1}"
            })
    void objectsThatShareNoPodOrAreOrderedAreNotTold(String spec) {
        others(
                "{selector:{labelSelector:{matchLabels:{app:'web'}},priorityRange:{max:5999},qosClasses:['BE'],namespaces:['a']}}");

        assertThat(qos("a", spec).warnings()).isEmpty();
    }
}
