package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.object;
import static io.sublet.webhook.Trees.tree;
import static io.sublet.webhook.pod.Profiles.batch;
import static io.sublet.webhook.pod.Profiles.context;
import static io.sublet.webhook.pod.Profiles.named;
import static io.sublet.webhook.pod.Profiles.pod;
import static io.sublet.webhook.profile.CpuVariable.GOMAXPROCS;
import static io.sublet.webhook.profile.CpuVariable.JAVA_TOOL_OPTIONS;
import static io.sublet.webhook.profile.CpuVariable.OMP_NUM_THREADS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.QosClass;
import io.sublet.webhook.pod.PodMutators.Outcome;
import io.sublet.webhook.profile.CpuVariable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TellCpuCountTest {
    private static final Profiles TELLING = batch("p").tellingCpus(JAVA_TOOL_OPTIONS, GOMAXPROCS);

    private static Outcome run(String container, Profiles... profiles) {
        return PodMutators.run(pod("{metadata:{},spec:{containers:[" + container + "]}}"), context(profiles));
    }

    private static JsonNode environment(Outcome outcome) {
        return outcome.last().tree().at("/spec/containers/0/env");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "limits:{cpu:'2'}; 2",
                "limits:{cpu:'2001m'},requests:{cpu:'1'}; 3",
                "requests:{cpu:'1500m'}; 2",
                "limits:{cpu:'1m'}; 1",
                "limits:{cpu:'0'},requests:{cpu:'4'}; 4",
                "limits:{'kubernetes.io/batch-cpu':'25k'}; 25"
            })
    void theNumberIsTheLimitElseTheRequestInWholeCpus(String resources, int cpus) {
        Outcome outcome = run("{name:'c',resources:{" + resources + "}}", TELLING);

        assertThat(environment(outcome))
                .isEqualTo(tree("[{name:'JAVA_TOOL_OPTIONS',value:'-XX:ActiveProcessorCount=" + cpus
                        + "'},{name:'GOMAXPROCS',value:'" + cpus + "'}]"));
        assertThat(outcome.reasons().stream().map(Object::toString))
                .contains("CpuToldToProcesses: environment variables tell the processes how many CPUs they have"
                        + " containers=1");
    }

    @Test
    void midContainersAndInitContainersAreToldToo() {
        ObjectNode after = PodMutators.run(
                        pod(
                                "{metadata:{},spec:{initContainers:[{name:'i',resources:{limits:{cpu:'3'}}}],containers:[]}}"),
                        context(named("p").standing(QosClass.LS, "koord-mid").tellingCpus(GOMAXPROCS)))
                .last()
                .tree();

        assertThat(after.at("/spec/initContainers/0/env")).isEqualTo(tree("[{name:'GOMAXPROCS',value:'3'}]"));
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "[{name:'GOMAXPROCS',value:'9'}]; [{name:'GOMAXPROCS',value:'9'},{name:'JAVA_TOOL_OPTIONS',value:'-XX:ActiveProcessorCount=2'}]",
                "[{name:'JAVA_TOOL_OPTIONS',value:'-Xmx1g'}]; [{name:'JAVA_TOOL_OPTIONS',value:'-Xmx1g -XX:ActiveProcessorCount=2'},{name:'GOMAXPROCS',value:'2'}]",
                "[{name:'JAVA_TOOL_OPTIONS',value:''}]; [{name:'JAVA_TOOL_OPTIONS',value:'-XX:ActiveProcessorCount=2'},{name:'GOMAXPROCS',value:'2'}]",
                "[{name:'JAVA_TOOL_OPTIONS',value:'-XX:ActiveProcessorCount=8 -Xmx1g'},{name:'GOMAXPROCS'}]; [{name:'JAVA_TOOL_OPTIONS',value:'-XX:ActiveProcessorCount=8 -Xmx1g'},{name:'GOMAXPROCS'}]",
                "[{name:'JAVA_TOOL_OPTIONS',valueFrom:{secretKeyRef:{name:'s',key:'k'}}},{name:'GOMAXPROCS',valueFrom:{fieldRef:{fieldPath:'x'}}}]; [{name:'JAVA_TOOL_OPTIONS',valueFrom:{secretKeyRef:{name:'s',key:'k'}}},{name:'GOMAXPROCS',valueFrom:{fieldRef:{fieldPath:'x'}}}]",
                "[{name:'JAVA_TOOL_OPTIONS',value:'-Da=1'},{name:'JAVA_TOOL_OPTIONS',value:'-Db=2'},{name:'GOMAXPROCS'}]; [{name:'JAVA_TOOL_OPTIONS',value:'-Da=1'},{name:'JAVA_TOOL_OPTIONS',value:'-Db=2 -XX:ActiveProcessorCount=2'},{name:'GOMAXPROCS'}]"
            })
    void whatThePodSetsItselfWins(String before, String after) {
        assertThat(environment(run("{name:'c',resources:{limits:{cpu:'2'}},env:" + before + "}", TELLING)))
                .isEqualTo(tree(after));
    }

    @Test
    void aContainerWhoseEnvironmentComesFromElsewhereIsLeft() {
        Outcome outcome =
                run("{name:'c',resources:{limits:{cpu:'2'}},envFrom:[{configMapRef:{name:'settings'}}]}", TELLING);

        assertThat(environment(outcome).isMissingNode()).isTrue();
        assertThat(outcome.reasons().stream().map(r -> r.code())).contains(PodReason.CpuEnvironmentKept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name:'c'}",
                "{name:'c',resources:{limits:{memory:'1Gi'}}}",
                "{name:'c',resources:{limits:{'kubernetes.io/batch-cpu':'junk'}}}",
                "{name:'c',resources:{limits:{'kubernetes.io/batch-cpu':'0'}}}"
            })
    void aContainerWithoutBatchCpuIsLeft(String container) {
        assertThat(environment(run(container, TELLING)).isMissingNode()).isTrue();
    }

    @Test
    void aContainerThatKeepsItsNativeLimitNeedsNoTelling() {
        assertThat(environment(run(
                                "{name:'c',resources:{limits:{cpu:'2'}}}",
                                batch("p").tellingCpus(GOMAXPROCS).keepingResources()))
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void onlyProfilesThatAreAppliedTell() {
        Profiles quiet = batch("a");
        Profiles drawnOut = batch("b").percent(0).tellingCpus(GOMAXPROCS);
        Profiles unmatched = batch("c")
                .inNamespaces(new io.sublet.webhook.profile.LabelQuery.DoesNotExist("env"))
                .tellingCpus(GOMAXPROCS);
        String container = "{name:'c',resources:{limits:{cpu:'2'}}}";

        assertThat(environment(run(container, quiet, drawnOut, unmatched)).isMissingNode())
                .isTrue();
        assertThat(environment(run(
                        container,
                        quiet,
                        batch("z").tellingCpus(OMP_NUM_THREADS),
                        batch("y").tellingCpus(GOMAXPROCS))))
                .isEqualTo(tree("[{name:'GOMAXPROCS',value:'2'},{name:'OMP_NUM_THREADS',value:'2'}]"));
    }

    @Test
    void aSecondPassTellsNothingNew() {
        ObjectNode once = run(
                        "{name:'c',resources:{limits:{cpu:'2'}},env:[{name:'JAVA_TOOL_OPTIONS',value:'-Xmx1g'}]}",
                        batch("p").tellingCpus(CpuVariable.values()))
                .last()
                .tree();

        assertThat(PodMutators.run(
                                pod(object(once.toString()).toString()),
                                context(batch("p").tellingCpus(CpuVariable.values())))
                        .patch())
                .isEmpty();
        assertThat(once.at("/spec/containers/0/env")).hasSize(CpuVariable.values().length);
    }
}
