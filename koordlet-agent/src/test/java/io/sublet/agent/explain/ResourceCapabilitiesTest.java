package io.sublet.agent.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.memory.MemoryProtection;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.cache.BandwidthKind;
import io.sublet.agent.observe.cache.CacheKind;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.agent.observe.disk.DiskName;
import io.sublet.agent.observe.disk.Disks;
import io.sublet.agent.observe.network.Uplink;
import io.sublet.agent.observe.resource.Gpu;
import io.sublet.agent.observe.resource.Resources;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.Dscp;
import io.sublet.model.slo.DscpRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SloExtensions;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.PodQosRules;
import io.sublet.protocol.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResourceCapabilitiesTest {
    private static final String BATCH = """
            {"systemStrategy": {"totalNetworkBandwidth": "1G"}, "resourceQOSStrategy": {"beClass": {
              "memoryQOS": {"enable": true, "throttlingPercent": 80, "wmarkRatio": 0, "wmarkMinAdj": 0},
              "resctrlQOS": {"enable": true},
              "blkioQOS": {"enable": true, "blocks": [{"name": "sda", "ioCfg": {"readBPS": 1, "ioWeightPercent": 50}}]},
              "networkQOS": {"enable": true, "egressLimit": 40}}}}""";

    private static final Resources ALL = new Resources(
            Reading.of(new Resctrl(
                    Map.of("L3", new CacheKind(0x7ff, 1, 0, 16)),
                    Optional.of(new BandwidthKind(BandwidthKind.Unit.PERCENT, 10, 10, 100, 8)),
                    Map.of(),
                    Map.of())),
            new Disks(Map.of(new DiskName(DiskQos.Kind.DEVICE, "sda", ""), Reading.of("8:0")), Map.of()),
            Map.of(),
            Reading.of(new Uplink("eth0", "none")),
            List.of(new Gpu("0000:3b:00.0", "NVIDIA", "A100", "nvidia")),
            Map.of());

    private static ResourceQos policy(String spec) {
        return NodeSloDocument.parse(Json.parseObject(spec))
                .valid()
                .orElseThrow()
                .resources();
    }

    private static Capability of(String feature, Seen seen, Mode mode, Map<String, String> problems) {
        ResourceQos asked = policy(BATCH);
        return new ResourceCapabilities(seen.qos(asked).build(), asked, mode, problems)
                .list().stream()
                        .filter(capability -> capability.feature().equals(feature))
                        .findFirst()
                        .orElseThrow();
    }

    private static void assertIs(Capability capability, State state, String reason) {
        assertThat(capability).isEqualTo(new Capability(capability.feature(), state, reason));
    }

    @Test
    void everythingIsDoneWhereTheMachineHasEverything() {
        Seen seen = Seen.onCpus(4).resources(ALL);

        assertIs(of("memoryQos", seen, Mode.ENFORCE, Map.of()), State.ENFORCED, "by memory.high");
        assertIs(of("cacheReclaim", seen, Mode.ENFORCE, Map.of()), State.ENFORCED, "by memory.force_empty");
        assertIs(
                of("resctrl", seen, Mode.ENFORCE, Map.of()),
                State.ENFORCED,
                "L3 and memory bandwidth in percent, 7 groups");
        assertIs(
                of("diskQos", seen, Mode.ENFORCE, Map.of()),
                State.ENFORCED,
                "by blkio.cost.weight, blkio.throttle.read_bps_device");
        assertThat(of("networkQos", seen, Mode.ENFORCE, Map.of()).reason()).startsWith("what leaves by eth0");
        assertIs(
                of("gpus", seen, Mode.ENFORCE, Map.of()),
                State.OFF,
                "only shown: NVIDIA A100 at 0000:3b:00.0, driver nvidia");
    }

    @Test
    void aNodeThatIsOnlyObservedSaysSo() {
        assertThat(of("memoryQos", Seen.onCpus(4).resources(ALL), Mode.OBSERVE, Map.of())
                        .state())
                .isEqualTo(State.OBSERVED);
    }

    @Test
    void whatTheKernelLacksIsNamed() {
        assertIs(
                of("memoryQos", Seen.onCpus(4).lacking(Knob.MEMORY_HIGH), Mode.ENFORCE, Map.of()),
                State.IMPOSSIBLE,
                "pods' groups have no memory.high");
        assertIs(
                of("diskQos", Seen.onCpus(4).resources(ALL).lacking(Knob.DISK_READ_BPS), Mode.ENFORCE, Map.of()),
                State.DEGRADED,
                "only by blkio.cost.weight; pods' groups have no blkio.throttle.read_bps_device");
    }

    @Test
    void aPodQosAsksForMemoryToo() {
        Seen seen = Seen.onCpus(4)
                .lacking(Knob.MEMORY_LOW)
                .extensions(new SloExtensions(
                        List.of(PodQosRules.parse(Json.parseObject(
                                "{\"name\": \"q\", \"selector\": {}, \"memory\": {\"lowPercent\": 50}}"))),
                        List.of()));

        Capability memory = new ResourceCapabilities(seen.build(), ResourceQos.DEFAULT, Mode.ENFORCE, Map.of())
                .list()
                .getFirst();

        assertIs(memory, State.IMPOSSIBLE, "pods' groups have no memory.low");
    }

    @Test
    void whatTheMachineLacksIsNamed() {
        Seen seen = Seen.onCpus(4).resources(Resources.missing("this kernel or CPU has no resctrl"));

        assertIs(of("resctrl", seen, Mode.ENFORCE, Map.of()), State.IMPOSSIBLE, "this kernel or CPU has no resctrl");
    }

    @Test
    void aDeviceOfAnotherProgramIsNamed() {
        Seen seen = Seen.onCpus(4)
                .resources(new Resources(
                        ALL.resctrl(),
                        ALL.disks(),
                        ALL.oomScores(),
                        Reading.of(new Uplink("eth0", "foreign fq 8001:")),
                        List.of(),
                        Map.of()));

        assertIs(
                of("networkQos", seen, Mode.ENFORCE, Map.of()),
                State.IMPOSSIBLE,
                "eth0 has a qdisc of another program: foreign fq 8001:");
    }

    @Test
    void marksOfPacketsAreNamedAndNeedClasses() {
        Seen seen = Seen.onCpus(4)
                .resources(ALL)
                .extensions(SloExtensions.NONE.with(new DscpRule(Map.of(PriorityClass.BATCH, new Dscp(8)))));

        assertIs(
                of("networkQos", seen, Mode.ENFORCE, Map.of()),
                State.ENFORCED,
                "what leaves by eth0, marked by dscp-config; what comes in and pods on the host's network are not sorted");
        Capability alone = new ResourceCapabilities(
                        seen.qos(ResourceQos.DEFAULT).build(), ResourceQos.DEFAULT, Mode.ENFORCE, Map.of())
                .list().stream()
                        .filter(capability -> capability.feature().equals("networkQos"))
                        .findFirst()
                        .orElseThrow();
        assertIs(alone, State.OFF, "dscp-config marks packets only where networkQOS is enabled");
    }

    @Test
    void whatTheKernelRefusedIsNamed() {
        assertIs(
                of("memoryQos", Seen.onCpus(4), Mode.ENFORCE, Map.of(MemoryProtection.NAME, "EBUSY")),
                State.DEGRADED,
                "EBUSY");
    }

    @Test
    void whatNobodyAsksForIsOff() {
        List<Capability> list =
                new ResourceCapabilities(Seen.onCpus(4).build(), ResourceQos.DEFAULT, Mode.ENFORCE, Map.of()).list();

        assertThat(list).hasSize(8).allMatch(capability -> capability.state() == State.OFF);
    }
}
