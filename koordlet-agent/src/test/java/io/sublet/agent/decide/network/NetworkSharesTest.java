package io.sublet.agent.decide.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.net.TrafficTree;
import io.sublet.agent.kernel.net.TrafficTree.Node;
import io.sublet.agent.kernel.net.TrafficTree.Source;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.network.Uplink;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.resource.Resources;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.Dscp;
import io.sublet.model.slo.DscpRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SloExtensions;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkSharesTest {
    private static final KnobKey KEY = new Uplink("eth0", "").key();
    private static final PodView WEB = PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS)
            .address("10.0.0.5", "fd00::5")
            .view();
    private static final PodView BATCH =
            PodDraft.batch("batch").address("10.0.0.6").view();
    private static final PodView LIMITED = PodDraft.batch("limited")
            .address("10.0.0.7")
            .annotation("koordinator.sh/networkQOS", "{\"ingressLimit\": \"10M\", \"egressLimit\": \"20M\"}")
            .view();
    private static final PodView HOST =
            PodDraft.pod("host", KubeQos.BURSTABLE, QosClass.LS).onHostNetwork().view();

    private static ResourceQos policy(String total, String online, String batch) {
        return NodeSloDocument.parse(Json.parseObject("{\"systemStrategy\": {\"totalNetworkBandwidth\": \"" + total
                        + "\"}, \"resourceQOSStrategy\": {\"lsClass\": {\"networkQOS\": " + online
                        + "}, \"beClass\": {\"networkQOS\": " + batch + "}}}"))
                .valid()
                .orElseThrow()
                .resources();
    }

    private static final ResourceQos POLICY = policy(
            "1G",
            "{\"enable\": true, \"egressRequest\": 50, \"egressLimit\": 90}",
            "{\"enable\": true, \"egressRequest\": \"100M\", \"egressLimit\": \"400M\"}");

    private static final Source NOWHERE = new Source(0);
    private static final SloExtensions MARKS = marks(new Dscp(8));

    private static SloExtensions marks(Dscp batch) {
        return SloExtensions.NONE.with(new DscpRule(Map.of(PriorityClass.BATCH, batch)));
    }

    private static Seen shaped(TrafficTree classes) {
        return node(classes.render()).holding(KEY, new KnobValue.Text("none"));
    }

    private static Seen node(String classes) {
        Resources none = Resources.missing("test");
        return Seen.onCpus(4)
                .qos(POLICY)
                .pod(WEB)
                .pod(BATCH)
                .pod(LIMITED)
                .pod(HOST)
                .resources(new Resources(
                        none.resctrl(),
                        none.disks(),
                        none.oomScores(),
                        Reading.of(new Uplink("eth0", classes)),
                        none.gpus(),
                        none.kernel()));
    }

    private static TrafficTree tree(Verdict verdict) {
        Action action = ((Verdict.Act) verdict).actions().getFirst();
        KnobValue.Text text = (KnobValue.Text) ((Action.SetKnob) action).wanted();
        return TrafficTree.parse(text.text()).orElseThrow();
    }

    /** Bits become bytes once. */
    @Test
    void kindsOfPodsHaveWhatThePolicySays() {
        TrafficTree tree = tree(new NetworkShares().decide(node("none").build()));

        assertThat(tree.rest()).isEqualTo(2);
        assertThat(tree.classes())
                .containsEntry(1, new Node(0, 125_000_000, 125_000_000, 0))
                .containsEntry(2, new Node(1, 50_000_000, 125_000_000, 1))
                .containsEntry(3, new Node(1, 62_500_000, 112_500_000, 2))
                .containsEntry(4, new Node(1, 12_500_000, 50_000_000, 3))
                .containsEntry(0x13, new Node(3, 62_500_000, 112_500_000, 2))
                .containsEntry(0x14, new Node(4, 12_500_000, 50_000_000, 3));
    }

    @Test
    void podsAreInTheirKindOrInAClassOfTheirOwn() {
        TrafficTree tree = tree(new NetworkShares().decide(node("none").build()));

        assertThat(tree.pods())
                .containsEntry("10.0.0.5", new Source(0x13))
                .containsEntry("fd00::5", new Source(0x13))
                .containsEntry("10.0.0.6", new Source(0x14))
                .hasSize(4);
        assertThat(tree.classes()
                        .get(tree.pods().getOrDefault("10.0.0.7", NOWHERE).number()))
                .isEqualTo(new Node(4, 1_250_000, 2_500_000, 3));
    }

    @Test
    void packetsAreMarkedByTheTierOfTheirPod() {
        Verdict verdict =
                new NetworkShares().decide(node("none").extensions(MARKS).build());

        assertThat(tree(verdict).pods())
                .containsEntry("10.0.0.5", new Source(0x13))
                .containsEntry("10.0.0.6", new Source(0x14, Optional.of(new Dscp(8))));
        assertThat(tree(verdict).pods().getOrDefault("10.0.0.7", NOWHERE).dscp())
                .contains(new Dscp(8));
        assertThat(verdict.reason().facts()).containsEntry("marked", 2L);
    }

    @Test
    void anotherMarkIsWrittenAndOneThatIsNoLongerAskedForIsTakenAway() {
        TrafficTree plain = tree(new NetworkShares().decide(node("none").build()));
        TrafficTree marked =
                tree(new NetworkShares().decide(node("none").extensions(MARKS).build()));
        TrafficTree other = tree(new NetworkShares()
                .decide(shaped(marked).extensions(marks(new Dscp(10))).build()));

        assertThat(tree(new NetworkShares()
                        .decide(shaped(plain).extensions(MARKS).build())))
                .isEqualTo(marked);
        assertThat(other.pods()).containsEntry("10.0.0.6", new Source(0x14, Optional.of(new Dscp(10))));
        assertThat(new NetworkShares()
                        .decide(shaped(marked).extensions(MARKS).build())
                        .reason()
                        .code())
                .isEqualTo(NetworkReason.AsWanted);
        assertThat(tree(new NetworkShares().decide(shaped(marked).build()))).isEqualTo(plain);
    }

    @Test
    void marksAloneDoNotSortTraffic() {
        Verdict verdict = new NetworkShares()
                .decide(node("none").qos(ResourceQos.DEFAULT).extensions(MARKS).build());

        assertThat(verdict.reason().code()).isEqualTo(NetworkReason.NotAsked);
    }

    @Test
    void holdsWhenTheDeviceIsAsWanted() {
        String wanted = tree(new NetworkShares().decide(node("none").build())).render();

        Verdict verdict = new NetworkShares()
                .decide(node(wanted).holding(KEY, new KnobValue.Text("none")).build());

        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.reason().code()).isEqualTo(NetworkReason.AsWanted);
    }

    @Test
    void theOrderOfPodsIsOfNoMatter() {
        assertThat(new NetworkShares().decide(node("none").reversedPods().build()))
                .isEqualTo(new NetworkShares().decide(node("none").build()));
    }

    @Test
    void aDeviceOfAnotherProgramIsLeftAlone() {
        Verdict verdict = new NetworkShares().decide(node("foreign fq 8001:").build());

        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.reason().facts()).containsEntry("device", "eth0").containsEntry("found", "foreign fq 8001:");
    }

    @Test
    void withoutATotalNothingIsDone() {
        Verdict verdict = new NetworkShares()
                .decide(node("none")
                        .qos(policy("0", "{\"enable\": true, \"egressRequest\": 50}", "{}"))
                        .build());

        assertThat(verdict.reason().code()).isEqualTo(NetworkReason.TotalUnknown);
    }

    @Test
    void whatIsNoLongerAskedForIsGivenBack() {
        Verdict verdict = new NetworkShares()
                .decide(node("rest 2")
                        .qos(ResourceQos.DEFAULT)
                        .holding(KEY, new KnobValue.Text("none"))
                        .build());

        assertThat(((Verdict.Act) verdict).actions()).containsExactly(new Action.Release(KEY, verdict.reason()));
    }

    @Test
    void aDeviceThatIsNoLongerTheDefaultRoutesIsGivenBackFirst() {
        KnobKey before = new Uplink("eth1", "").key();

        Verdict verdict = new NetworkShares()
                .decide(node("none").holding(before, new KnobValue.Text("none")).build());

        assertThat(((Verdict.Act) verdict).actions()).containsExactly(new Action.Release(before, verdict.reason()));
        assertThat(verdict.reason().code()).isEqualTo(NetworkReason.RouteMoved);
    }

    @Test
    void aGuaranteeIsNeverAboveItsCeilingNorAnythingAboveTheTotal() {
        TrafficTree tree = tree(new NetworkShares()
                .decide(node("none")
                        .qos(policy(
                                "100M",
                                "{\"enable\": true, \"egressRequest\": \"900M\", \"egressLimit\": \"800M\"}",
                                "{\"enable\": true, \"egressRequest\": 80, \"egressLimit\": 20}"))
                        .build()));

        tree.classes()
                .values()
                .forEach(node -> assertThat(node.rate())
                        .isPositive()
                        .isLessThanOrEqualTo(node.ceil())
                        .isLessThanOrEqualTo(12_500_000));
    }
}
