package io.sublet.webhook.node;

import static io.sublet.webhook.Trees.object;
import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.protocol.Annotations;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.JsonPatches;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Review.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeStatusReviewerTest {
    private static final String KUBELET = "system:node:n1";
    private static final String RATIOS = Annotations.AMPLIFICATION_RATIOS;
    private static final String RAW = Annotations.RAW_ALLOCATABLE;
    private static final String PROVENANCE = Annotations.ALLOCATABLE_PROVENANCE;

    /** A node of 16 CPUs and 64 GiB, whose kubelet keeps half a CPU and 4 GiB for itself. */
    private ObjectNode node = object("{metadata:{name:'n1',annotations:{}},status:{capacity:{cpu:'16',memory:'64Gi'},"
            + "allocatable:{cpu:'15500m',memory:'60Gi','kubernetes.io/batch-cpu':'6k'}}}");

    private Answer answer = Answer.unrelated();

    private static Review review(String user, JsonNode before, JsonNode now) {
        return new Review(
                "u", Operation.UPDATE, new Target("", "nodes/status", "Node", "", "n1"), user, false, now, before);
    }

    /** Sets an annotation as the manager does, through the Node itself, where amplification is not asked. */
    private void annotate(String key, String value) {
        ((ObjectNode) node.path("metadata").path("annotations")).put(key, value);
    }

    private void remove(String key) {
        ((ObjectNode) node.path("metadata").path("annotations")).remove(key);
    }

    private static ObjectNode with(JsonNode node, String list, String resource, String quantity) {
        ObjectNode changed = node.deepCopy();
        ((ObjectNode) changed.path("status").path(list)).put(resource, quantity);
        return changed;
    }

    /** A status update that reports this CPU. */
    private void report(String user, String cpu) {
        update(user, with(node, "allocatable", "cpu", cpu));
    }

    private void heartbeat(String user) {
        update(user, node.deepCopy());
    }

    private void update(String user, JsonNode now) {
        answer = new NodeStatusReviewer().review(review(user, node, now), new FakeCluster());
        assertThat(answer.denial()).isEmpty();
        node = (ObjectNode) JsonPatches.apply(now, answer.patch());
    }

    private String allocatable(String resource) {
        return node.path("status").path("allocatable").path(resource).asText();
    }

    private String annotation(String key) {
        return node.path("metadata").path("annotations").path(key).asText();
    }

    private void amplified() {
        annotate(RATIOS, "{\"cpu\":1.20}");
        heartbeat(KUBELET);
        assertThat(allocatable("cpu")).isEqualTo("18600m");
    }

    /** The sample document of the protocol (Koordinator v1.8, node after a reconcile with amplification). */
    @Test
    void amplifiesTheSampleNode() {
        amplified();

        assertThat(annotation(RAW)).isEqualTo("{\"cpu\":\"15500m\",\"memory\":\"60Gi\"}");
        assertThat(annotation(PROVENANCE))
                .isEqualTo("{\"amplified\":{\"cpu\":\"18600m\"},\"reportedBy\":\"system:node:n1\"}");
        assertThat(allocatable("memory")).isEqualTo("60Gi");
        assertThat(allocatable("kubernetes.io/batch-cpu")).isEqualTo("6k");
        assertThat(node.path("status").path("capacity")).isEqualTo(tree("{cpu:'16',memory:'64Gi'}"));
        assertThat(answer.warnings()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} by {2} is {3}")
    @CsvSource({
        "cpu,    15500m, 1.20, 18600m",
        "cpu,    10,     1.50, 15",
        "cpu,    3333m,  1.01, 3366m",
        "cpu,    4,      1,    4",
        "cpu,    4,      0.5,  4",
        "memory, 60Gi,   1.20, 72Gi",
        "memory, 1025,   1.10, 1127",
        "memory, 65811456Ki, 1.05, 70760477491",
        "memory, 7E,     1.10, 7519531250000000Ki",
        "memory, 8E,     1.50, 8E",
    })
    void amountsAreTruncatedToMilliCpusAndBytes(String resource, String reported, String ratio, String amplified) {
        node = with(with(node, "allocatable", resource, reported), "capacity", resource, reported);
        annotate(RATIOS, "{\"" + resource + "\":" + ratio + "}");
        heartbeat(KUBELET);

        assertThat(allocatable(resource)).isEqualTo(amplified);
    }

    @Test
    void whoeverWritesBackWhatIsStoredChangesNothing() {
        amplified();
        for (String user : new String[] {KUBELET, "system:serviceaccount:sublet-system:sublet-manager", ""}) {
            heartbeat(user);

            assertThat(answer.patch()).isEmpty();
            assertThat(allocatable("cpu")).isEqualTo("18600m");
        }
    }

    @Test
    void theKubeletsNextNumberIsRaw() {
        amplified();
        report(KUBELET, "15500m");
        assertThat(allocatable("cpu")).isEqualTo("18600m");

        report(KUBELET, "10");
        assertThat(allocatable("cpu")).isEqualTo("12");
        assertThat(annotation(RAW)).contains("\"cpu\":\"10\"");
    }

    @Test
    void anotherRatioStartsFromTheRawNumberAgain() {
        amplified();
        annotate(RATIOS, "{\"cpu\":1.50}");
        heartbeat("anybody");

        assertThat(allocatable("cpu")).isEqualTo("23250m");
        annotate(RATIOS, "{\"cpu\":1}");
        heartbeat("anybody");
        assertThat(allocatable("cpu")).isEqualTo("15500m");
    }

    @Test
    void withoutARatioTheRawNumberComesBackAtOnce() {
        amplified();
        remove(RATIOS);
        heartbeat(KUBELET);

        assertThat(allocatable("cpu")).isEqualTo("15500m");
        assertThat(node.path("metadata").path("annotations")).isEmpty();
        heartbeat(KUBELET);
        assertThat(answer.reasons()).isEmpty();
    }

    /** Koordinator's webhook leaves no provenance; what it amplified cannot be told then, and the kubelet will restore it. */
    @Test
    void withoutARatioAnUnknownNumberIsLeft() {
        annotate(RAW, "{\"cpu\":\"10\"}");
        heartbeat(KUBELET);

        assertThat(allocatable("cpu")).isEqualTo("15500m");
        assertThat(annotation(RAW)).isEmpty();
    }

    @Test
    void takesOverANodeThatKoordinatorAmplified() {
        annotate(RATIOS, "{\"cpu\":1.20}");
        annotate(RAW, "{\"cpu\":\"15500m\",\"memory\":\"60Gi\"}");
        node = with(node, "allocatable", "cpu", "18600m");
        heartbeat("slo-controller");
        assertThat(allocatable("cpu")).isEqualTo("18600m");

        report("slo-controller", "12");
        assertThat(allocatable("cpu"))
                .as("whoever changes it reports, as there")
                .isEqualTo("14400m");
    }

    @Test
    void aNumberThatWasReportedWhileTheWebhookWasAwayIsRaw() {
        amplified();
        node = with(node, "allocatable", "cpu", "14");
        heartbeat(KUBELET);

        assertThat(allocatable("cpu")).isEqualTo("16800m");
        assertThat(annotation(RAW)).contains("\"cpu\":\"14\"");
    }

    @Test
    void aReportThatHappensToBeTheAmplifiedNumberIsTakenForRaw() {
        amplified();
        update(KUBELET, with(node, "capacity", "cpu", "19"));

        assertThat(allocatable("cpu")).isEqualTo("22320m");
        assertThat(annotation(RAW)).contains("\"cpu\":\"18600m\"");
    }

    @Test
    void onceTheKubeletHasReportedNobodyElseDoes() {
        amplified();
        report("system:serviceaccount:other:controller", "40");

        assertThat(allocatable("cpu")).isEqualTo("18600m");
        assertThat(annotation(RAW)).contains("15500m");
        assertThat(answer.warnings()).singleElement().asString().contains("only the node's kubelet");
        report("system:node:n2", "40");
        assertThat(allocatable("cpu")).isEqualTo("18600m");
    }

    /** Simulated nodes have a controller instead of a kubelet. */
    @Test
    void aNodeWithoutAKubeletIsReportedByWhoeverChangesIt() {
        annotate(RATIOS, "{\"cpu\":1.20}");
        report("kwok", "10");
        assertThat(allocatable("cpu")).isEqualTo("12");

        report("kwok", "5");
        assertThat(allocatable("cpu")).isEqualTo("6");
    }

    @Test
    void aLostRawNumberIsNotMadeUpFromTheAmplifiedOne() {
        amplified();
        remove(RAW);
        heartbeat("anybody");
        heartbeat("anybody");
        assertThat(allocatable("cpu")).isEqualTo("18600m");
        assertThat(answer.warnings()).singleElement().asString().contains("until the kubelet reports");

        report(KUBELET, "15500m");
        assertThat(allocatable("cpu")).isEqualTo("18600m");
        assertThat(annotation(RAW)).contains("15500m");
    }

    @Test
    void aNumberAboveTheCapacityIsNotRaw() {
        annotate(RATIOS, "{\"cpu\":1.20}");
        node = with(node, "allocatable", "cpu", "18600m");
        heartbeat("anybody");

        assertThat(allocatable("cpu")).isEqualTo("18600m");
        assertThat(answer.warnings()).singleElement().asString().contains("more than the capacity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[]", "{\"cpu\":\"15\",\"memory\":\"much\"}", "{\"cpu\":\"-1\"}", "{\"cpu\":\"1e30\"}"})
    void anUnreadableRawNumberIsLearnedAnewAndSaid(String raw) {
        annotate(RATIOS, "{\"cpu\":1.20}");
        annotate(RAW, raw);
        heartbeat(KUBELET);

        assertThat(allocatable("cpu")).isEqualTo("18600m");
        assertThat(answer.warnings()).singleElement().asString().contains("could not be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "7", "{\"cpu\":\"1.2\"}", "{\"cpu\":0}", "{\"cpu\":-2}"})
    void unreadableRatiosLeaveTheReportAndAreSaid(String ratios) {
        amplified();
        annotate(RATIOS, ratios);
        report(KUBELET, "15500m");

        assertThat(allocatable("cpu")).isEqualTo("15500m");
        assertThat(answer.patch()).isEmpty();
        assertThat(answer.warnings()).singleElement().asString().contains("cannot be read");
    }

    /** Written out, the product would fill the memory; a node's own agent could ask for it. */
    @ParameterizedTest
    @ValueSource(strings = {"1e100000000", "1e20"})
    void aRatioOutOfAllBoundsLeavesTheReportAndIsSaid(String ratio) {
        amplified();
        annotate(RATIOS, "{\"cpu\":" + ratio + "}");
        report(KUBELET, "15500m");

        assertThat(allocatable("cpu")).isEqualTo("15500m");
        assertThat(answer.warnings()).singleElement().asString().contains("out of range");
    }

    @Test
    void plainNodesAndOtherRequestsAreLeftAlone() {
        heartbeat(KUBELET);
        assertThat(answer.patch()).isEmpty();
        assertThat(answer.reasons()).isEmpty();
        annotate(RATIOS, "");
        heartbeat(KUBELET);
        assertThat(answer.patch()).isEmpty();
        annotate(RATIOS, "{\"cpu\":1.20}");
        Review creation = new Review(
                "u", Operation.CREATE, new Target("", "nodes/status", "Node", "", "n1"), KUBELET, false, node, node);
        assertThat(new NodeStatusReviewer().review(creation, new FakeCluster()).patch())
                .isEmpty();
        update(KUBELET, object("{metadata:{annotations:{'" + RATIOS + "':'{\"cpu\":1.2}'}},status:{}}"));
        assertThat(answer.patch()).isEmpty();
    }
}
