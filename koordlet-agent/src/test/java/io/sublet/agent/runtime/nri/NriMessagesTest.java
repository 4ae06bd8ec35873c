package io.sublet.agent.runtime.nri;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.runtime.AskedResources;
import io.sublet.agent.runtime.ContainerRequest;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Against bytes that pkg/api of github.com/containerd/nri v0.11.0 and github.com/containerd/ttrpc v1.2.7 made. */
class NriMessagesTest {
    private static final String POD =
            "0a4e0a0435623078120562617463681a057569642d31220764656661756c742a060a016112016232060a016b120176421f1a1d2f6b"
                    + "756265706f64732f626573746566666f72742f706f647569642d31";
    private static final String CONTAINER =
            "99010a066330666665651204356230781a046d61696e3a0273683a022d634204413dc3a45a6f1a420a0a0a001a0608808080800412"
                    + "1c0a020802120b08ffffffffffffffffff011a0408a08d063203302d3332160a0b6d656d6f72792e68696768120731303438"
                    + "353736220308e8072a242f6b756265706f64732f626573746566666f72742f706f647569642d312f6330666665657080f2f0"
                    + "b906";
    private static final AskedResources ASKED = new AskedResources(
            OptionalLong.of(2),
            OptionalLong.of(-1),
            OptionalLong.of(100_000),
            "0-3",
            OptionalLong.empty(),
            Map.of("memory.high", "1048576"));
    private static final KnobValue LIMIT = new KnobValue.Whole(268_435_456);
    private static final KnobValue HALF = new KnobValue.Quota(new CpuQuota(50_000));

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void registersSubscribesAndSynchronizes() throws MalformedMessageException {
        assertThat(hex(NriMessages.register("sublet", "10"))).isEqualTo("0a067375626c657412023130");
        assertThat(NriMessages.runtime(bytes("120a636f6e7461696e6572641a0676322e322e3320882728d00f")))
                .hasToString("containerd v2.2.3");
        assertThat(hex(NriMessages.subscription(NriEvent.all()))).isEqualTo("10c80d");
        assertThat(hex(NriMessages.synchronizedAnswer(true))).isEqualTo("1001");
        assertThat(NriMessages.synchronizedAnswer(false)).isEmpty();
        assertThat(NriMessages.hasMore(bytes(POD + "12" + CONTAINER + "1801"))).isTrue();
        assertThat(NriMessages.hasMore(bytes(POD + "12" + CONTAINER))).isFalse();
    }

    @Test
    void readsAContainerThatIsAboutToBeMade() throws MalformedMessageException {
        NriMessages.Told told = NriMessages.told(bytes(POD + "12" + CONTAINER));
        assertThat(told.request(ContainerRequest.Kind.CREATE, "containerd"))
                .isEqualTo(new ContainerRequest(
                        ContainerRequest.Kind.CREATE, "uid-1", "default/batch", "containerd://c0ffee", "main", ASKED));
    }

    @Test
    void readsAChangeAndAnEvent() throws MalformedMessageException {
        NriMessages.Told update = NriMessages.update(bytes(POD + "12" + CONTAINER + "1a0712053203312c33"));
        assertThat(update.asked())
                .isEqualTo(new AskedResources(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        "1,3",
                        OptionalLong.empty(),
                        Map.of()));
        NriMessages.Told event = NriMessages.stateChange(bytes("080712" + POD.substring(2) + "1a" + CONTAINER));
        assertThat(NriEvent.of(event.event())).contains(NriEvent.POST_START_CONTAINER);
        assertThat(event.idOf("containerd")).isEqualTo("containerd://c0ffee");
    }

    @Test
    void answersWithTheFieldsOfV1() {
        Map<Knob, KnobValue> values = Map.of(
                Knob.CPU_SHARES,
                new KnobValue.Whole(512),
                Knob.CPU_QUOTA,
                HALF,
                Knob.CPUSET,
                new KnobValue.Cpus(CpuSet.of(0, 1)),
                Knob.MEMORY_LIMIT,
                LIMIT);
        assertThat(hex(NriMessages.adjustment(values, CgroupVersion.V1)))
                .isEqualTo("0a163214121212100a03088004120408d086033203302d31");
        KnobValue unlimited = new KnobValue.Quota(CpuQuota.UNLIMITED);
        assertThat(hex(NriMessages.adjustment(Map.of(Knob.CPU_QUOTA, unlimited), CgroupVersion.V1)))
                .isEqualTo("0a133211120f120d120b08ffffffffffffffffff01");
        assertThat(NriMessages.adjustment(Map.of(), CgroupVersion.V1)).isEmpty();
    }

    @Test
    void answersWithFilesOfV2() {
        Map<Knob, KnobValue> values = Map.of(
                Knob.CPU_SHARES,
                new KnobValue.Whole(20),
                Knob.CPU_QUOTA,
                HALF,
                Knob.MEMORY_HIGH,
                new KnobValue.Whole(-1),
                Knob.MEMORY_LIMIT,
                LIMIT);
        assertThat(hex(NriMessages.adjustment(values, CgroupVersion.V2)))
                .isEqualTo(
                        "0a4b324912471206120408d0860332100a0a6370752e7765696768741202323032120a0b6d656d6f72792e686967"
                                + "6812036d617832170a0a6d656d6f72792e6d61781209323638343335343536");
    }

    @Test
    void namesTheContainerInAnAnswerToAChange() {
        Map<Knob, KnobValue> cpus = Map.of(Knob.CPUSET, new KnobValue.Cpus(CpuSet.of(0, 1)));
        assertThat(hex(NriMessages.update("c0ffee", cpus, CgroupVersion.V1)))
                .isEqualTo("0a130a0663306666656512090a0712053203302d31");
        assertThat(NriMessages.update("c0ffee", Map.of(), CgroupVersion.V1)).isEmpty();
    }

    @Test
    void readsAndWritesTheEnvelope() throws MalformedMessageException {
        String request = "0a1b6e72692e706b672e6170692e7631616c706861312e506c7567696e120f437265617465436f6e7461696e657"
                + "21a080a4e0a043562307820ffa7d6b907";
        TtrpcRequest read = TtrpcRequest.decode(bytes(request + "2a060a016b120176"));
        assertThat(read.service()).isEqualTo(NriMessages.PLUGIN_SERVICE);
        assertThat(read.method()).isEqualTo("CreateContainer");
        assertThat(hex(read.payload())).isEqualTo("0a4e0a0435623078");
        assertThat(read.timeout()).contains(Duration.ofNanos(1_999_999_999));
        assertThat(hex(read.encode())).isEqualTo(request);
        TtrpcResponse failure = TtrpcResponse.failure(TtrpcResponse.UNIMPLEMENTED, "no");
        assertThat(TtrpcResponse.decode(failure.encode()).code()).isEqualTo(12);
        assertThat(TtrpcResponse.decode(failure.encode()).message()).isEqualTo("no");
    }
}
