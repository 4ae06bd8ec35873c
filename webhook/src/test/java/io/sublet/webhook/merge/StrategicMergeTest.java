package io.sublet.webhook.merge;

import static io.sublet.webhook.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrategicMergeTest {

    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // objects
                "{metadata:{labels:{a:'1'}}}; {metadata:{labels:{b:'2'}}}; {metadata:{labels:{a:'1',b:'2'}}}",
                "{metadata:{labels:{a:'1',b:'2'}}}; {metadata:{labels:{a:null}}}; {metadata:{labels:{b:'2'}}}",
                "{spec:{}}; {spec:{securityContext:{runAsUser:1,runAsGroup:null}}}; {spec:{securityContext:{runAsUser:1}}}",
                "{spec:{nodeSelector:{a:'1'}}}; {spec:{nodeSelector:{$patch:'replace',b:'2'}}}; {spec:{nodeSelector:{b:'2'}}}",
                "{spec:{nodeSelector:{a:'1'}}}; {spec:{nodeSelector:{$patch:'delete'}}}; {spec:{nodeSelector:{}}}",
                // lists that merge, by key or as a set
                "{spec:{containers:[{name:'a',image:'x'},{name:'b'}]}}; {spec:{containers:[{name:'b',image:'y'}]}};"
                        + " {spec:{containers:[{name:'a',image:'x'},{name:'b',image:'y'}]}}",
                "{spec:{containers:[{name:'a'}]}}; {spec:{containers:[{name:'s'}]}};"
                        + " {spec:{containers:[{name:'s'},{name:'a'}]}}",
                "{spec:{containers:[{name:'a',env:[{name:'E',value:'1'},{name:'F',value:'2'}]}]}};"
                        + " {spec:{containers:[{name:'a',env:[{name:'F',value:'3'},{name:'G',value:'4'}]}]}};"
                        + " {spec:{containers:[{name:'a',env:[{name:'E',value:'1'},{name:'F',value:'3'},{name:'G',value:'4'}]}]}}",
                "{spec:{containers:[{name:'a',ports:[{containerPort:80,name:'x'}]}]}};"
                        + " {spec:{containers:[{name:'a',ports:[{containerPort:80,hostPort:8080}]}]}};"
                        + " {spec:{containers:[{name:'a',ports:[{containerPort:80,name:'x',hostPort:8080}]}]}}",
                "{metadata:{finalizers:['a','b']}}; {metadata:{finalizers:['b','c']}}; {metadata:{finalizers:['a','b','c']}}",
                "{spec:{volumes:[{name:'v',emptyDir:{}},{name:'w'}]}}; {spec:{volumes:[{$patch:'delete',name:'v'}]}};"
                        + " {spec:{volumes:[{name:'w'}]}}",
                "{spec:{volumes:[{name:'v'}]}}; {spec:{volumes:[{$patch:'replace'},{name:'w'}]}}; {spec:{volumes:[{name:'w'}]}}",
                "{spec:{volumes:[{name:'v',emptyDir:{}}]}};"
                        + " {spec:{volumes:[{name:'v',$retainKeys:['name','hostPath'],hostPath:{path:'/x'}}]}};"
                        + " {spec:{volumes:[{name:'v',hostPath:{path:'/x'}}]}}",
                "{metadata:{finalizers:['a','b']}}; {metadata:{'$deleteFromPrimitiveList/finalizers':['a']}}; {metadata:{finalizers:['b']}}",
                "{spec:{containers:[{name:'a'},{name:'b'}]}};"
                        + " {spec:{'$setElementOrder/containers':[{name:'b'},{name:'a'}],containers:[{name:'b',image:'y'}]}};"
                        + " {spec:{containers:[{name:'b',image:'y'},{name:'a'}]}}",
                // lists that are replaced
                "{spec:{tolerations:[{key:'a'}]}}; {spec:{tolerations:[{key:'b'}]}}; {spec:{tolerations:[{key:'b'}]}}",
                "{spec:{containers:[{name:'a',args:['1']}]}}; {spec:{containers:[{name:'a',args:['2']}]}};"
                        + " {spec:{containers:[{name:'a',args:['2']}]}}",
                // what the schema does not know passes through
                "{spec:{futureField:{x:[1]}}}; {spec:{futureField:{y:2}}}; {spec:{futureField:{x:[1],y:2}}}"
            })
    void mergesAsKubernetesDoes(String pod, String patch, String merged) {
        assertThat(StrategicMerge.apply(object(pod), object(patch), PodMergeSchema.POD))
                .isEqualTo(object(merged));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{spec:{containers:[{image:'y'}]}}",
                "{spec:{containers:['y']}}",
                "{spec:{$patch:'swap'}}",
                "{spec:{$unknown:1}}",
                "{spec:{'$setElementOrder/containers':{}}}"
            })
    void aPatchThatContradictsItselfIsRefused(String patch) {
        assertThatThrownBy(
                        () -> StrategicMerge.apply(object("{spec:{containers:[]}}"), object(patch), PodMergeSchema.POD))
                .isInstanceOf(UnusablePatch.class);
    }

    /** As many as fit into a pod of three megabytes; whoever may create one must not keep the webhook from all others. */
    @Test
    @Timeout(60)
    void aListOfVeryManyElementsIsMergedInOnePass() {
        ObjectNode pod = object("{spec:{containers:[{name:'a',env:[]}]}}");
        ArrayNode environment =
                (ArrayNode) pod.path("spec").path("containers").path(0).path("env");
        for (int i = 0; i < 100_000; i++) {
            environment.addObject().put("name", "E" + i);
        }

        ObjectNode merged = StrategicMerge.apply(
                pod, object("{spec:{containers:[{name:'a',env:[{name:'E99999',value:'1'}]}]}}"), PodMergeSchema.POD);

        JsonNode result = merged.path("spec").path("containers").path(0).path("env");
        assertThat(result).hasSize(100_000);
        assertThat(result.path(99_998).path("name").asText()).isEqualTo("E99998");
        assertThat(result.path(99_999)).isEqualTo(object("{name:'E99999',value:'1'}"));
    }

    @Test
    void neitherArgumentIsChanged() {
        ObjectNode pod = object("{spec:{containers:[{name:'a'}],volumes:[{name:'v'}]}}");
        ObjectNode patch = object("{spec:{containers:[{name:'a',image:'x'}],volumes:null,tolerations:[{key:'a'}]}}");
        ObjectNode podBefore = pod.deepCopy();
        ObjectNode patchBefore = patch.deepCopy();

        ObjectNode merged = StrategicMerge.apply(pod, patch, PodMergeSchema.POD);

        assertThat(merged).isNotEqualTo(podBefore);
        assertThat(pod).isEqualTo(podBefore);
        assertThat(patch).isEqualTo(patchBefore);
    }

    /** A patch comes in a body of eight megabytes, and nobody who sends one may keep the webhook busy with it. */
    @Test
    @Timeout(60)
    void listsOfAsManyElementsAsFitAreMergedSoon() {
        ObjectNode original = JsonNodeFactory.instance.objectNode();
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ArrayNode containers = original.putObject("spec").putArray("containers");
        ArrayNode finalizers = original.putObject("metadata").putArray("finalizers");
        ArrayNode changes = patch.putObject("spec").putArray("containers");
        ArrayNode more = patch.putObject("metadata").putArray("finalizers");
        ArrayNode gone = patch.withObject("metadata").putArray("$deleteFromPrimitiveList/finalizers");
        int many = 100_000;
        for (int i = 0; i < many; i++) {
            containers.addObject().put("name", "a" + i);
            changes.addObject().put("name", "a" + i).put("image", "i");
            changes.addObject().put("name", "b" + i);
            finalizers.add("a" + i);
            more.add("b" + i);
            gone.add("a" + i);
        }
        for (int i = 0; i < many; i += 2) {
            changes.addObject().put("name", "b" + i).put("$patch", "delete");
        }

        ObjectNode merged = StrategicMerge.apply(original, patch, PodMergeSchema.POD);

        assertThat(merged.at("/spec/containers")).hasSize(many + many / 2);
        assertThat(merged.at("/metadata/finalizers")).hasSize(many);
    }
}
