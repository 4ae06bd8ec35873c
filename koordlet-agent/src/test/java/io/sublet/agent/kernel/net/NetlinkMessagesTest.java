package io.sublet.agent.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.agent.kernel.net.TrafficMessages.Listed;
import io.sublet.agent.kernel.net.TrafficTree.Source;
import io.sublet.model.slo.Dscp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with what tc(8) sends for device 3, on a machine with the lowest byte first. */
@EnabledIf(value = "isLittleEndian", disabledReason = "the bytes are those of a machine with the lowest byte first")
class NetlinkMessagesTest {
    private static final int SEQUENCE = 0x6b09a641;

    /** The first two bytes of the header of IP. */
    private static final String LOAD = plain("""
            34 00 01 80 0c 00 01 00  70 61 79 6c 6f 61 64 00
            24 00 02 80 08 00 01 00  00 00 00 01 08 00 02 00
            00 00 00 01 08 00 03 00  00 00 00 00 08 00 04 00
            00 00 00 02""");

    static boolean isLittleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String plain(String dump) {
        return dump.replaceAll("\\s+", "");
    }

    /** {@code tc qdisc add dev v0 root handle 1: htb default 2}. */
    @Test
    void aQdiscIsAddedAsTcDoes() {
        assertThat(hex(TrafficMessages.addQdisc(3, 2, SEQUENCE))).isEqualTo(plain("""
                48 00 00 00 24 00 05 06  41 a6 09 6b 00 00 00 00
                00 00 00 00 03 00 00 00  00 00 01 00 ff ff ff ff
                00 00 00 00 08 00 01 00  68 74 62 00 1c 00 02 00
                18 00 02 00 03 00 00 00  0a 00 00 00 02 00 00 00
                00 00 00 00 00 00 00 00"""));
    }

    /** {@code tc qdisc del dev v0 root handle 1:} and {@code tc class del dev v0 classid 1:3}. */
    @Test
    void qdiscAndClassAreDeletedAsTcDoes() {
        assertThat(hex(TrafficMessages.deleteQdisc(3, SEQUENCE))).isEqualTo(plain("""
                24 00 00 00 25 00 05 00  41 a6 09 6b 00 00 00 00
                00 00 00 00 03 00 00 00  00 00 01 00 ff ff ff ff
                00 00 00 00"""));
        assertThat(hex(TrafficMessages.deleteClass(3, 3, SEQUENCE))).isEqualTo(plain("""
                24 00 00 00 29 00 05 00  41 a6 09 6b 00 00 00 00
                00 00 00 00 03 00 00 00  03 00 01 00 00 00 00 00
                00 00 00 00"""));
    }

    /**
     * {@code tc class add dev v0 parent 1: classid 1:3 htb rate 100mbit ceil 200mbit prio 2} but for the tables of old kernels, a larger burst
     * and a quantum.
     */
    @Test
    void aClassIsAddedAsTcDoes() {
        TrafficTree.Node node = new TrafficTree.Node(0, 12_500_000, 25_000_000, 2);
        assertThat(hex(TrafficMessages.putClass(3, 3, node, SEQUENCE))).isEqualTo(plain("""
                60 00 00 00 28 00 05 04  41 a6 09 6b 00 00 00 00
                00 00 00 00 03 00 00 00  03 00 01 00 00 00 01 00
                00 00 00 00 08 00 01 00  68 74 62 00 34 00 02 00
                30 00 01 00 00 01 00 00  ff ff 00 00 20 bc be 00
                00 01 00 00 ff ff 00 00  40 78 7d 01 24 f4 00 00
                24 f4 00 00 60 ea 00 00  00 00 00 00 02 00 00 00"""));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 1, 1",
        "3, 1, 12500000, 25000000",
        "4, 3, 4294967295, 4294967296",
        "5, 3, 12500000000, 50000000000"
    })
    void whatIsSentIsReadBack(int number, int parent, long rate, long ceil) {
        TrafficTree.Node node = new TrafficTree.Node(parent, rate, ceil, 3);
        byte[] sent = TrafficMessages.putClass(7, number, node, 1);

        Listed listed = Listed.of(Arrays.copyOfRange(sent, 16, sent.length));

        assertThat(listed.device()).isEqualTo(7);
        assertThat(listed.kind()).isEqualTo("htb");
        assertThat(listed.handle()).isEqualTo(TrafficMessages.HANDLE | number);
        assertThat(listed.node()).contains(node);
    }

    /** A two hundred and fiftieth of a second in ticks of 64 ns; of a slow class a full packet. */
    @ParameterizedTest
    @CsvSource({"1000, 25000000", "125000000, 62500", "1000000000000000, 62500", "1000000000000000000, 62500"})
    void aBurstIsATimeThatIsNotNegative(long rate, int ticks) {
        byte[] sent = TrafficMessages.putClass(7, 3, new TrafficTree.Node(1, rate, rate, 3), 1);

        byte[] parms = Listed.of(Arrays.copyOfRange(sent, 16, sent.length))
                .options()
                .value(1)
                .orElseThrow();

        assertThat(ByteBuffer.wrap(parms).order(ByteOrder.nativeOrder()).getInt(24))
                .isEqualTo(ticks);
    }

    @Test
    void anAnswerThatIsCutIsNotUnderstood() {
        byte[] sent = TrafficMessages.putClass(7, 3, new TrafficTree.Node(0, 1, 1, 0), 1);
        for (int length = 36; length < sent.length; length++) {
            assertThat(Listed.of(Arrays.copyOfRange(sent, 16, length)).node()).isEmpty();
        }
    }

    @Test
    void theMeaningOfARuleIsReadBack() {
        Source plain = new Source(0x13);
        Source marked = new Source(0x1ff, Optional.of(new Dscp(46)));
        byte[] batch = SortingMessages.replace(new TreeMap<>(Map.of("10.0.0.5", plain, "fd00::7", marked)), 1);
        ByteBuffer buffer = ByteBuffer.wrap(batch).order(ByteOrder.nativeOrder());
        List<byte[]> messages = new ArrayList<>();
        for (int at = 0; at < batch.length; at += buffer.getInt(at)) {
            messages.add(Arrays.copyOfRange(batch, at + 16, at + buffer.getInt(at)));
            assertThat(buffer.getInt(at) % 4).isZero();
        }

        assertThat(SortingMessages.sources(messages))
                .containsEntry("10.0.0.5", plain)
                .containsEntry("fd00::7", marked);
        assertThat(new String(batch, StandardCharsets.ISO_8859_1)).contains("sublet", "payload", "immediate");
    }

    /**
     * {@code ip dscp set ef}, of which nft(8) makes {@code payload load 2b @ network header + 0 => reg 1}, {@code bitwise reg 1 = ( reg 1 &
     * 0x000003ff ) ^ 0x0000b800} and {@code payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10}.
     */
    @Test
    void aPacketOfTheOldVersionIsMarkedAsNftDoes() {
        assertThat(rules("10.0.0.5", new Source(0x13, Optional.of(new Dscp(46)))))
                .contains(LOAD + plain("""
                44 00 01 80 0c 00 01 00  62 69 74 77 69 73 65 00
                34 00 02 80 08 00 01 00  00 00 00 01 08 00 02 00
                00 00 00 01 08 00 03 00  00 00 00 02 0c 00 04 80
                06 00 01 00 ff 03 00 00  0c 00 05 80 06 00 01 00
                00 b8 00 00 44 00 01 80  0c 00 01 00 70 61 79 6c
                6f 61 64 00 34 00 02 80  08 00 02 00 00 00 00 01
                08 00 03 00 00 00 00 00  08 00 04 00 00 00 00 02
                08 00 05 00 00 00 00 01  08 00 06 00 00 00 00 01
                08 00 07 00 00 00 00 0a"""));
    }

    /** {@code ip6 dscp set ef}: the mask is {@code 0x00003ff0}, the mark {@code 0x0000800b}, and there is no checksum. */
    @Test
    void aPacketOfTheNewVersionIsMarkedAsNftDoes() {
        assertThat(rules("fd00::7", new Source(0x13, Optional.of(new Dscp(46)))))
                .contains(LOAD + plain("""
                44 00 01 80 0c 00 01 00  62 69 74 77 69 73 65 00
                34 00 02 80 08 00 01 00  00 00 00 01 08 00 02 00
                00 00 00 01 08 00 03 00  00 00 00 02 0c 00 04 80
                06 00 01 00 f0 3f 00 00  0c 00 05 80 06 00 01 00
                0b 80 00 00 34 00 01 80  0c 00 01 00 70 61 79 6c
                6f 61 64 00 24 00 02 80  08 00 02 00 00 00 00 01
                08 00 03 00 00 00 00 00  08 00 04 00 00 00 00 02
                08 00 05 00 00 00 00 01"""));
    }

    /** A mark of 0 is written, too; what has none is not touched. */
    @Test
    void onlyWhatHasAMarkIsWritten() {
        assertThat(rules("10.0.0.5", new Source(0x13, Optional.of(new Dscp(0)))))
                .contains(LOAD);
        assertThat(rules("10.0.0.5", new Source(0x13)))
                .doesNotContain(LOAD)
                .doesNotContain(hex("bitwise".getBytes(StandardCharsets.US_ASCII)));
    }

    private static String rules(String address, Source source) {
        return hex(SortingMessages.replace(new TreeMap<>(Map.of(address, source)), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5, 0a000005",
        "255.255.255.255, ffffffff",
        "fd00::7, fd000000000000000000000000000007",
        "::1, 00000000000000000000000000000001",
        "2001:db8:1:2:3:4:5:6, 20010db8000100020003000400050006",
        "fe80::, fe800000000000000000000000000000"
    })
    void anAddressIsItsBytes(String address, String bytes) {
        assertThat(Addresses.isValid(address)).isTrue();
        assertThat(hex(Addresses.bytes(address))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0",
                "10.0.0.256",
                "1::2::3",
                "1:2:3",
                "fd00::7%eth0",
                "a.b.c.d",
                "1:2:3:4:5:6:7:8:9",
                "fd00:"
            })
    void whatIsNoAddressIsLeftOut(String text) {
        assertThat(Addresses.isValid(text)).isFalse();
        assertThatThrownBy(() -> Addresses.bytes(text)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTreeIsItsText() {
        TrafficTree tree = new TrafficTree(
                2,
                new TreeMap<>(Map.of(1, new TrafficTree.Node(0, 10, 10, 0), 0x1ff, new TrafficTree.Node(1, 5, 9, 3))),
                new TreeMap<>(
                        Map.of("10.0.0.5", new Source(0x1ff), "fd00::7", new Source(0x13, Optional.of(new Dscp(63))))));

        assertThat(TrafficTree.parse(tree.render())).contains(tree);
        assertThat(tree.depth(0x1ff)).isEqualTo(1);
        assertThat(tree.render()).endsWith("\nfrom 10.0.0.5 1ff\nfrom fd00::7 13 dscp 63");
        assertThat(TrafficTree.parse("rest 2\nfrom 10.0.0.5 1ff dscp 64")).isEmpty();
        assertThat(TrafficTree.parse("none")).isEmpty();
        assertThat(TrafficTree.parse("foreign fq 8001:")).isEmpty();
    }
}
