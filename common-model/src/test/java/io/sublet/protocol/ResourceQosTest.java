package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.Bandwidth;
import io.sublet.model.slo.BitRate;
import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.MemoryQos;
import io.sublet.model.slo.NetworkQos;
import io.sublet.model.slo.NodeMemoryRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory, cache, disks and network in a NodeSLO and in the annotations of pods. */
class ResourceQosTest {
    private static final Percent ZERO = new Percent(0);

    @Test
    void whatIsNotEnabledIsAsTheKernelHasIt() {
        ResourceQos resources = valid("""
                {"resourceQOSStrategy": {"beClass": {
                  "memoryQOS": {"enable": false, "minLimitPercent": 40},
                  "resctrlQOS": {"catRangeStartPercent": 50, "catRangeEndPercent": 20, "mbaPercent": 0},
                  "blkioQOS": {"blocks": [{"name": "/dev/sda"}]},
                  "networkQOS": {"egressLimit": 10}}}}""");

        assertThat(resources).isEqualTo(ResourceQos.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"lsrClass,100,-25", "lsClass,100,-25", "beClass,30,50", "systemClass,100,0"})
    void anEnabledClassHasTheDefaultsOfThePeer(String field, int cacheEnd, int minAdj) {
        ResourceQos resources = valid("{\"resourceQOSStrategy\": {\"" + field
                + "\": {\"memoryQOS\": {\"enable\": true}, \"resctrlQOS\": {\"enable\": true}}}}");
        QosClass qos = switch (field) {
            case "lsrClass" -> QosClass.LSR;
            case "lsClass" -> QosClass.LS;
            case "beClass" -> QosClass.BE;
            default -> QosClass.SYSTEM;
        };

        assertThat(resources.of(qos).cache())
                .isEqualTo(new CacheQos(true, ZERO, new Percent(cacheEnd), Percent.HUNDRED));
        assertThat(resources.of(qos).memory().watermark().minAdj()).isEqualTo(minAdj);
        assertThat(resources.of(qos).memory().min()).isEqualTo(ZERO);
        assertThat(resources.usesMemory() && resources.usesCache()).isTrue();
    }

    @Test
    void everyFieldIsRead() {
        ResourceQos resources = valid("""
                {"resourceQOSStrategy": {
                   "lsClass": {
                     "memoryQOS": {"enable": true, "minLimitPercent": 100, "lowLimitPercent": 90, "throttlingPercent": 80,
                       "wmarkRatio": 70, "wmarkScalePermill": 30, "wmarkMinAdj": -10, "priorityEnable": 1, "priority": 12,
                       "oomKillGroup": 1},
                     "networkQOS": {"enable": true, "ingressRequest": 40, "ingressLimit": 90, "egressRequest": "100M",
                       "egressLimit": "1G"}},
                   "beClass": {"blkioQOS": {"enable": true, "blocks": [{"name": "/dev/sda", "type": "device",
                     "ioCfg": {"readIOPS": 1, "writeIOPS": 2, "readBPS": 3, "writeBPS": 4, "ioWeightPercent": 60,
                       "readLatency": 3000, "readLatencyPercent": 90}}]}},
                   "cgroupRoot": {"blkioQOS": {"enable": true, "blocks": [{"name": "vg0", "type": "volumegroup",
                     "ioCfg": {"enableUserModel": true, "modelReadBPS": 10, "modelWriteBPS": 20, "modelReadSeqIOPS": 30,
                       "modelWriteSeqIOPS": 40, "modelReadRandIOPS": 50, "modelWriteRandIOPS": 60}}]}}},
                 "systemStrategy": {"totalNetworkBandwidth": "10G", "minFreeKbytesFactor": 100,
                   "watermarkScaleFactor": 150}}""");

        assertThat(resources.of(QosClass.LS).memory())
                .isEqualTo(new MemoryQos(
                        true,
                        Percent.HUNDRED,
                        new Percent(90),
                        new Percent(80),
                        new MemoryQos.Watermark(70, 30, -10),
                        true,
                        12,
                        true));
        assertThat(resources.of(QosClass.LS).network())
                .isEqualTo(new NetworkQos(
                        true,
                        new Bandwidth.Share(new Percent(40)),
                        new Bandwidth.Share(new Percent(90)),
                        new Bandwidth.Amount(new BitRate(100_000_000)),
                        new Bandwidth.Amount(new BitRate(1_000_000_000))));
        assertThat(resources.of(QosClass.BE).disk().blocks())
                .containsExactly(new DiskQos.Block(
                        "/dev/sda",
                        DiskQos.Kind.DEVICE,
                        new DiskQos.Limits(1, 2, 3, 4, OptionalInt.of(60)),
                        new DiskQos.Latency(OptionalLong.of(3000), OptionalLong.empty(), 90, 95),
                        Optional.empty()));
        assertThat(resources.root().blocks().getFirst().model())
                .contains(new DiskQos.CostModel(10, 30, 50, 20, 40, 60));
        assertThat(resources.networkTotal()).isEqualTo(new BitRate(10_000_000_000L));
        assertThat(resources.nodeMemory()).isEqualTo(new NodeMemoryRule(OptionalLong.of(100), OptionalLong.of(150)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"memoryQOS\": {\"minLimitPercent\": 101}} | memoryQOS.minLimitPercent must be in 0..100, was 101",
                "{\"memoryQOS\": {\"wmarkMinAdj\": 51}} | memoryQOS.wmarkMinAdj must be in -25..50, was 51",
                "{\"memoryQOS\": {\"priority\": 13}} | memoryQOS.priority must be in 0..12, was 13",
                "{\"resctrlQOS\": {\"enable\": true, \"catRangeStartPercent\": 30}}"
                        + " | resctrlQOS.catRangeEndPercent must be above catRangeStartPercent 30, was 30",
                "{\"resctrlQOS\": {\"enable\": true, \"mbaPercent\": 0}} | resctrlQOS.mbaPercent must be in 1..100, was 0",
                "{\"blkioQOS\": {\"blocks\": [{\"name\": \"../sda\"}]}}"
                        + " | blkioQOS.blocks[0].name is no name of a device or volume: ../sda",
                "{\"blkioQOS\": {\"blocks\": [{\"name\": \"sda\", \"ioCfg\": {\"readBPS\": -1}}]}}"
                        + " | blkioQOS.blocks[0].ioCfg.readBPS must be in 0..9007199254740992, was -1",
                "{\"networkQOS\": {\"egressLimit\": 101}} | networkQOS.egressLimit must be in 0..100, was 101",
                "{\"networkQOS\": {\"egressLimit\": \"-1\"}} | networkQOS.egressLimit must not be negative, was -1"
            })
    void aValueOutOfRangeMakesTheWholeDocumentInvalid(String beClass, String why) {
        assertThat(parse("{\"resourceQOSStrategy\": {\"beClass\": " + beClass + "}}"))
                .isEqualTo(new Parsed.Invalid<>("resourceQOSStrategy.beClass." + why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"policy\": \"none\"} | false | 0 | 0",
                "{\"policy\": \"none\", \"minLimitPercent\": 30} | true | 30 | 0",
                "{\"policy\": \"auto\"} | true | 0 | 95",
                "{\"policy\": \"auto\", \"wmarkRatio\": 80} | true | 0 | 80",
                "{\"policy\": \"default\"} | true | 60 | 70",
                "{\"minLimitPercent\": 50} | true | 50 | 70"
            })
    void aPodReplacesWhatItNamesOfItsPolicy(String annotation, boolean enabled, int min, int ratio) {
        MemoryQos ofClass =
                new MemoryQos(true, new Percent(60), ZERO, ZERO, new MemoryQos.Watermark(70, 20, -25), false, 0, false);

        MemoryQos own =
                PodMemoryQos.parse(annotation, QosClass.LS, ofClass).valid().orElseThrow();

        assertThat(own.enabled()).isEqualTo(enabled);
        assertThat(own.min()).isEqualTo(new Percent(min));
        assertThat(own.watermark().ratio()).isEqualTo(ratio);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"policy\": \"often\"}", "{\"minLimitPercent\": 101}", "[]", "nothing"})
    void memorySettingsOfAPodThatCannotBeUsedAreInvalid(String annotation) {
        assertThat(PodMemoryQos.parse(annotation, QosClass.LS, MemoryQos.NONE)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void theDisksAndTheBandwidthOfAPodNeedNoSwitch() {
        assertThat(PodDiskQos.parse(
                                "{\"blocks\": [{\"name\": \"data\", \"type\": \"podvolume\", \"ioCfg\": {\"readBPS\": 7}}]}")
                        .valid()
                        .orElseThrow()
                        .blocks())
                .containsExactly(new DiskQos.Block(
                        "data",
                        DiskQos.Kind.POD_VOLUME,
                        new DiskQos.Limits(0, 0, 7, 0, OptionalInt.empty()),
                        DiskQos.Latency.NONE,
                        Optional.empty()));
        NetworkQos network = PodNetworkQos.parse("{\"ingressLimit\": \"10M\", \"egressLimit\": \"20M\"}")
                .valid()
                .orElseThrow();
        assertThat(network.ingressCeiling().of(BitRate.ZERO)).contains(new BitRate(10_000_000));
        assertThat(network.egressCeiling().of(BitRate.ZERO)).contains(new BitRate(20_000_000));
        assertThat(network.egressGuaranteed().isSet()).isFalse();
    }

    @Test
    void theCacheOfAPodIsReadForAllAndForSingleCaches() {
        assertThat(PodResctrl.parse("""
                        {"llc": {"schemata": {"range": [0, 30]}, "schemataPerCache": [{"cacheid": 1, "range": [20, 50]}]},
                         "mb": {"schemata": {"percent": 20}, "schemataPerCache": [{"cacheid": 0, "percent": 40}]}}""").valid())
                .contains(new PodResctrl(
                        Optional.of(new PodResctrl.Range(ZERO, new Percent(30))),
                        Map.of(1, new PodResctrl.Range(new Percent(20), new Percent(50))),
                        Optional.of(new Percent(20)),
                        Map.of(0, new Percent(40))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"llc\": {\"schemata\": {\"range\": [30, 30]}}}",
                "{\"llc\": {\"schemata\": {\"range\": [0]}}}",
                "{\"llc\": {\"schemataPerCache\": [{\"range\": [0, 1]}]}}",
                "{\"mb\": {\"schemata\": {\"percent\": 0}}}"
            })
    void aCacheOfAPodThatCannotBeIsInvalid(String annotation) {
        assertThat(PodResctrl.parse(annotation)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void aContainersOwnScoreGoesBeforeThePods() {
        OomScores scores = OomScores.parse("-500", "{\"side\": 900}").valid().orElseThrow();

        assertThat(scores.of("main")).hasValue(-500);
        assertThat(scores.of("side")).hasValue(900);
        assertThat(OomScores.parse(null, null)).isEqualTo(new Parsed.Absent<>());
        assertThat(OomScores.parse("1001", null)).isInstanceOf(Parsed.Invalid.class);
        assertThat(OomScores.parse(null, "{\"side\": -1001}")).isInstanceOf(Parsed.Invalid.class);
        assertThat(OomScores.NONE.of("main")).isEmpty();
    }

    @Test
    void aShareOfAnUnknownTotalIsNoRate() {
        assertThat(new Bandwidth.Share(new Percent(40)).of(BitRate.ZERO)).isEmpty();
        assertThat(new Bandwidth.Share(new Percent(40)).of(new BitRate(1000))).contains(new BitRate(400));
        assertThat(List.of(Bandwidth.unset().isSet(), new Bandwidth.Amount(new BitRate(8)).isSet()))
                .containsExactly(false, true);
        assertThat(new BitRate(80).bytesPerSecond()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"watermarkScaleFactor\": 401}",
                "{\"watermarkScaleFactor\": 0}",
                "{\"minFreeKbytesFactor\": 0}"
            })
    void marksThatCannotBeMakeTheWholeDocumentInvalid(String system) {
        assertThat(parse("{\"systemStrategy\": " + system + "}")).isInstanceOf(Parsed.Invalid.class);
    }

    private static ResourceQos valid(String spec) {
        return ((Parsed.Valid<NodeSlo>) parse(spec)).value().resources();
    }

    private static Parsed<NodeSlo> parse(String spec) {
        return NodeSloDocument.parse(Json.parseObject(spec));
    }
}
