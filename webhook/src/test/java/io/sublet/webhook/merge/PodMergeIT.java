package io.sublet.webhook.merge;

import static io.sublet.webhook.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.testing.RealApiServer;
import io.sublet.webhook.merge.MergeSchema.MergedList;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strategic merge as this module does it beside the real API server's. */
class PodMergeIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static RealApiServer server;

    @BeforeAll
    static void start() {
        server = RealApiServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void mergeKeysAreThoseOfTheServersOwnDocument() throws JsonProcessingException {
        JsonNode schemas = read("/openapi/v3/api/v1").path("components").path("schemas");
        Map<String, String> served = new TreeMap<>();
        collectServed(schemas, schemas.path("io.k8s.api.core.v1.Pod"), "", served, Set.of());
        Map<String, String> known = new TreeMap<>();
        collectKnown(PodMergeSchema.POD, "", known);

        assertThat(known).isEqualTo(served);
    }

    private static void collectServed(
            JsonNode schemas, JsonNode schema, String path, Map<String, String> into, Set<String> above) {
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            JsonNode value = member.getValue();
            String here = path + "/" + member.getKey();
            JsonNode shape = value;
            if (value.path("type").asText().equals("array")) {
                if (!value.path("x-kubernetes-patch-strategy").asText().contains("merge")) {
                    continue;
                }
                into.put(here, value.path("x-kubernetes-patch-merge-key").asText());
                shape = value.path("items");
            }
            String name = reference(shape);
            if (!name.isEmpty() && !above.contains(name)) {
                collectServed(schemas, schemas.path(name), here, into, with(above, name));
            }
        }
    }

    private static Set<String> with(Set<String> names, String name) {
        Set<String> more = new HashSet<>(names);
        more.add(name);
        return more;
    }

    private static String reference(JsonNode shape) {
        String direct = shape.path("$ref")
                .asText(shape.path("allOf").path(0).path("$ref").asText(""));
        return direct.substring(direct.lastIndexOf('/') + 1);
    }

    private static void collectKnown(MergeSchema schema, String path, Map<String, String> into) {
        for (Map.Entry<String, MergedList> list : schema.lists().entrySet()) {
            into.put(path + "/" + list.getKey(), list.getValue().key().orElse(""));
            collectKnown(list.getValue().element(), path + "/" + list.getKey(), into);
        }
        schema.objects().forEach((name, below) -> collectKnown(below, path + "/" + name, into));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{metadata:{labels:{a:null,new:'x'}},spec:{nodeSelector:{disk:'ssd'},schedulerName:'koord-scheduler'}}",
                "{spec:{containers:[{name:'side',image:'s'},{name:'b',image:'b2'}]}}",
                "{spec:{containers:[{name:'a',env:[{name:'F',value:'3'},{name:'G',value:'4'}],args:['x'],"
                        + "ports:[{containerPort:81,protocol:'TCP'},{containerPort:80,name:'web',protocol:'TCP'}]}]}}",
                "{spec:{containers:[{$patch:'delete',name:'a'}]}}",
                "{spec:{volumes:[{$patch:'replace'},{name:'only',emptyDir:{}}]}}",
                "{spec:{volumes:[{name:'v',$retainKeys:['name','hostPath'],hostPath:{path:'/x',type:''}}]}}",
                "{spec:{tolerations:[{key:'batch',operator:'Exists'}]}}",
                "{spec:{'$setElementOrder/containers':[{name:'b'},{name:'a'}],containers:[{name:'a',image:'a2'}]}}",
                "{spec:{securityContext:{runAsUser:1000,runAsGroup:null}}}",
                "{spec:{nodeSelector:{$patch:'replace',zone:'z'}}}",
                "{spec:{affinity:{nodeAffinity:{requiredDuringSchedulingIgnoredDuringExecution:{nodeSelectorTerms:["
                        + "{matchExpressions:[{key:'k',operator:'Exists'}]}]}}}}}",
                "{metadata:{finalizers:['x.io/b','x.io/c'],'$deleteFromPrimitiveList/finalizers':['x.io/a']}}",
                "{spec:{topologySpreadConstraints:[{maxSkew:2,topologyKey:'zone',whenUnsatisfiable:'DoNotSchedule'}]}}",
                "{spec:{hostAliases:[{ip:'10.0.0.2',hostnames:['b']},{ip:'10.0.0.1',hostnames:['c']}]}}",
                "{spec:{imagePullSecrets:[{name:'two'}]}}"
            })
    void theServerMergesAPodTemplateTheSameWay(String patch) throws JsonProcessingException {
        KubernetesClient client = server.client();
        String path = "/api/v1/namespaces/default/podtemplates";
        JsonNode created = JSON.readTree(client.raw(path, "POST", object("""
                {apiVersion:'v1',kind:'PodTemplate',metadata:{generateName:'t-'},template:{
                 metadata:{labels:{a:'1',b:'2'},finalizers:['x.io/a','x.io/b']},
                 spec:{nodeSelector:{old:'y'},imagePullSecrets:[{name:'one'}],hostAliases:[{ip:'10.0.0.1',hostnames:['a']}],
                  tolerations:[{key:'old',operator:'Exists'}],volumes:[{name:'v',emptyDir:{}},{name:'w',emptyDir:{}}],
                  topologySpreadConstraints:[{maxSkew:1,topologyKey:'host',whenUnsatisfiable:'ScheduleAnyway'}],
                  containers:[{name:'a',image:'a',args:['1'],env:[{name:'E',value:'1'},{name:'F',value:'2'}],
                   ports:[{containerPort:80,protocol:'TCP'}]},{name:'b',image:'b'}]}}}""")));
        ObjectNode template = (ObjectNode) created.path("template");
        String self = path + "/" + created.path("metadata").path("name").asText();
        ObjectNode wrapped = JSON.createObjectNode();
        wrapped.set("template", object(patch));

        JsonNode byServer = patch(self, wrapped);
        ObjectNode byUs = StrategicMerge.apply(template, object(patch), PodMergeSchema.POD);
        ObjectNode update = ((ObjectNode) created).deepCopy();
        update.set("template", byUs);
        ((ObjectNode) update.path("metadata")).put("name", "ours").remove("generateName");
        ((ObjectNode) update.path("metadata")).remove("resourceVersion");
        JsonNode defaulted = JSON.readTree(client.raw(path + "?dryRun=All", "POST", update));

        assertThat(defaulted.path("template")).isEqualTo(byServer.path("template"));
    }

    private static JsonNode patch(String path, JsonNode body) throws JsonProcessingException {
        return JSON.readTree(Optional.ofNullable(server.client()
                        .genericKubernetesResources("v1", "PodTemplate")
                        .inNamespace("default")
                        .withName(path.substring(path.lastIndexOf('/') + 1))
                        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), body.toString()))
                .map(Serialization::asJson)
                .orElseThrow());
    }

    private static JsonNode read(String path) throws JsonProcessingException {
        return JSON.readTree(server.client().raw(path));
    }
}
