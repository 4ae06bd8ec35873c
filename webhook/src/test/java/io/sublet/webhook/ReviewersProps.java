package io.sublet.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.config.ConfigMapReviewer;
import io.sublet.webhook.node.NodeReviewer;
import io.sublet.webhook.node.NodeStatusReviewer;
import io.sublet.webhook.policy.NodeSloReviewer;
import io.sublet.webhook.policy.PodQosReviewer;
import io.sublet.webhook.policy.ProfileReviewer;
import io.sublet.webhook.protect.DeletionReviewer;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Review.Target;
import io.sublet.webhook.review.Reviewer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Good documents with a few members replaced, removed or moved: every reviewer has a defined answer to each. */
class ReviewersProps {

    /** A reviewer, what it is about, and a document that it has much to say about. */
    private record Case(Reviewer reviewer, String group, String resource, String document) {}

    private static final List<Operation> OPERATIONS = List.of(Operation.values());

    private static final List<Case> CASES = List.of(
            new Case(
                    new ConfigMapReviewer("sublet-system", "slo-controller-config", true, NodeSloSchema.load()),
                    "",
                    "configmaps",
                    "{metadata:{namespace:'sublet-system',name:'slo-controller-config'},data:{"
                            + "'colocation-config':'{\"enable\":true,\"nodeConfigs\":[{\"name\":\"a\",\"nodeSelector\":{\"matchLabels\":{\"pool\":\"a\"}}},"
                            + "{\"nodeSelector\":{\"matchExpressions\":[{\"key\":\"gpu\",\"operator\":\"Exists\"}]},\"enable\":false}]}',"
                            + "'resource-threshold-config':'{\"clusterStrategy\":{\"enable\":true,\"cpuSuppressThresholdPercent\":65},"
                            + "\"nodeStrategies\":[{\"name\":\"b\",\"nodeSelector\":{\"matchLabels\":{\"pool\":\"b\"}}}]}',"
                            + "'system-config':'{\"clusterStrategy\":{\"totalNetworkBandwidth\":\"10G\"}}'}}"),
            new Case(
                    new NodeReviewer(),
                    "",
                    "nodes",
                    "{metadata:{name:'n1',labels:{'sublet.io/mode':'enforce','node.koordinator.sh/cpu-reclaim-ratio':'0.6'},"
                            + "annotations:{'node.koordinator.sh/reservation':'{\"resources\":{\"cpu\":\"2\"},\"reservedCPUs\":\"0-3\"}',"
                            + "'node.koordinator.sh/colocation-strategy':'{\"enable\":false}',"
                            + "'node.koordinator.sh/resource-amplification-ratio':'{\"cpu\":1.5}'}}}"),
            new Case(
                    new NodeStatusReviewer(),
                    "",
                    "nodes/status",
                    "{metadata:{name:'n1',annotations:{'node.koordinator.sh/resource-amplification-ratio':'{\"cpu\":1.5,\"memory\":1.1}',"
                            + "'node.koordinator.sh/raw-allocatable':'{\"cpu\":\"15500m\",\"memory\":\"60Gi\"}',"
                            + "'sublet.io/allocatable-provenance':'{\"amplified\":{\"cpu\":\"23250m\"},\"reportedBy\":\"x\"}'}},"
                            + "status:{capacity:{cpu:'16',memory:'64Gi'},allocatable:{cpu:'15500m',memory:'60Gi'}}}"),
            new Case(
                    new NodeSloReviewer(NodeSloSchema.load()),
                    "slo.koordinator.sh",
                    "nodeslos",
                    "{metadata:{name:'n1'},spec:{resourceUsedThresholdWithBE:{enable:true,cpuSuppressPolicy:'cpuset',"
                            + "memoryEvictThresholdPercent:70,memoryEvictLowerPercent:65},cpuBurstStrategy:{policy:'auto'},"
                            + "resourceQOSStrategy:{beClass:{resctrlQOS:{catRangeEndPercent:30},blkioQOS:{blocks:[{name:'x'}]}}},"
                            + "systemStrategy:{totalNetworkBandwidth:'1G'},hostApplications:[{name:'yarn',qos:'BE'}]}}"),
            new Case(
                    new PodQosReviewer(),
                    "qos.sublet.io",
                    "podqoses",
                    "{metadata:{name:'q'},spec:{precedence:10,selector:{labelSelector:{matchLabels:{app:'a'},"
                            + "matchExpressions:[{key:'b',operator:'In',values:['c']}]},namespaces:['n'],"
                            + "priorityRange:{min:5000,max:5999},qosClasses:['BE']}}}"),
            new Case(
                    new ProfileReviewer(ReviewersProps::readLoosely),
                    "config.koordinator.sh",
                    "clustercolocationprofiles",
                    "{metadata:{name:'p'},spec:{selector:{matchLabels:{a:'b'},matchExpressions:[{key:'c',operator:'Exists'}]},"
                            + "namespaceSelector:{matchLabels:{d:'e'}},probability:'30%',qosClass:'BE',priorityClassName:'koord-batch',"
                            + "labels:{x:'y'},labelKeysMapping:{x:'z'},labelSuffixes:{x:'-s'},"
                            + "patch:{spec:{containers:[{name:'main',env:[{name:'A',value:'B'}]}],$patch:'merge'}}}}"),
            new Case(
                    new DeletionReviewer(),
                    "",
                    "namespaces",
                    "{metadata:{name:'n',labels:{'sublet.io/delete-protection':'true'},annotations:{'sublet.io/allow-deletion':'why'}}}"));

    private static <T> Parsed<T> readLoosely(JsonNode tree) {
        return tree.path("spec").isObject() ? new Parsed.Absent<>() : new Parsed.Invalid<>("no spec");
    }

    @Property(tries = 4000, seed = "20261126")
    void everyReviewerHasAnAnswerToEveryDocument(@ForAll long seed) {
        Random random = new Random(seed);
        Case tested = CASES.get(random.nextInt(CASES.size()));
        JsonNode now = mutated(random, tested);
        JsonNode before = mutated(random, tested);
        Operation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        JsonNode metadata = now.path("metadata");
        Target target = new Target(
                tested.group(),
                tested.resource(),
                "Kind",
                metadata.path("namespace").asText(),
                metadata.path("name").asText());
        String user = random.nextBoolean() ? "system:node:n1" : "somebody";
        JsonNode kept = now.deepCopy();
        FakeCluster cluster = new FakeCluster();

        Answer answer = tested.reviewer().review(new Review("u", operation, target, user, false, now, before), cluster);

        assertThat(now).as("the review is not changed").isEqualTo(kept);
        assertThat(tested.reviewer().review(new Review("u", operation, target, user, false, now, before), cluster))
                .as("the same answer again")
                .isEqualTo(answer);
        JsonNode response = Trees.tree(new String(answer.encoded("u").review(), StandardCharsets.UTF_8))
                .path("response");
        assertThat(response.path("allowed").asBoolean())
                .isEqualTo(answer.denial().isEmpty());
        answer.denial().ifPresent(denial -> {
            assertThat(denial.message()).isNotBlank();
            assertThat(answer.patch()).isEmpty();
        });
        if (!answer.patch().isEmpty()) {
            assertThat(JsonPatches.apply(now, answer.patch())).isNotEqualTo(now);
        }
    }

    private static JsonNode mutated(Random random, Case tested) {
        JsonNode tree = Trees.tree(tested.document());
        for (int i = random.nextInt(4); i > 0; i--) {
            mutate(random, tree);
        }
        return tree;
    }

    /** Replaces, removes or shortens one member somewhere in the tree. */
    private static void mutate(Random random, JsonNode tree) {
        List<ObjectNode> objects = new ArrayList<>();
        collect(tree, objects);
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        List<String> names = object.properties().stream().map(Map.Entry::getKey).toList();
        if (names.isEmpty()) {
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(4)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name, RandomTrees.next(random, 2));
            case 2 -> object.set(name, broken(random, object.path(name)));
            default ->
                object.set(
                        names.get(random.nextInt(names.size())),
                        object.path(name).deepCopy());
        }
    }

    private static JsonNode broken(Random random, JsonNode value) {
        String text = value.asText();
        if (text.isEmpty()) {
            return JsonNodeFactory.instance.numberNode(random.nextLong());
        }
        int cut = random.nextInt(text.length());
        return JsonNodeFactory.instance.textNode(
                text.substring(0, cut) + (char) random.nextInt(128) + text.substring(cut));
    }

    private static void collect(JsonNode tree, List<ObjectNode> objects) {
        if (tree instanceof ObjectNode object) {
            objects.add(object);
            object.properties().forEach(member -> collect(member.getValue(), objects));
        } else if (tree instanceof ArrayNode list) {
            list.forEach(item -> collect(item, objects));
        }
    }
}
