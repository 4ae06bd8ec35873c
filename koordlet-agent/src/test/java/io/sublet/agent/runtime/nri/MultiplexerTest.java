package io.sublet.agent.runtime.nri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MultiplexerTest {
    private static Multiplexer reading(byte[] bytes) {
        return new Multiplexer(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
    }

    private static byte[] written(int connection, byte[] message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Multiplexer(new ByteArrayInputStream(new byte[0]), out).write(connection, message);
        return out.toByteArray();
    }

    @Test
    void putsConnectionAndLengthAhead() throws IOException {
        assertThat(HexFormat.of().formatHex(written(Multiplexer.RUNTIME_SERVICE, new byte[] {7, 8})))
                .isEqualTo("00000002" + "00000002" + "0708");
        assertThat(HexFormat.of().formatHex(new TtrpcMessage(1, TtrpcMessage.REQUEST, new byte[] {7}).encode()))
                .isEqualTo("00000001" + "00000001" + "01" + "00" + "07");
    }

    @Property
    void givesBackAMessageOfAnyLengthInFramesThatTheOtherSideCanRead(@ForAll @IntRange(max = 20_000) int length)
            throws IOException {
        byte[] message = new byte[length];
        new Random(length).nextBytes(message);
        Multiplexer reader = reading(written(1, message));
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        while (together.size() < length) {
            Multiplexer.Frame frame = reader.read();
            assertThat(frame.connection()).isEqualTo(1);
            assertThat(frame.payload()).hasSizeBetween(1, 4096);
            together.writeBytes(frame.payload());
        }
        assertThat(together.toByteArray()).isEqualTo(message);
        assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
    }

    @Property
    void endsWithinAnyPartOfAFrame(@ForAll @IntRange(max = 9) int cut) {
        byte[] frame = HexFormat.of().parseHex("00000001" + "00000002" + "0708");
        assertThatThrownBy(() -> reading(Arrays.copyOf(frame, cut)).read()).isInstanceOf(EOFException.class);
    }

    @Test
    void refusesAFrameLongerThanAnyMessage() {
        assertThatThrownBy(() -> reading(HexFormat.of().parseHex("00000001" + "ffffffff"))
                        .read())
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("4294967295 bytes");
    }

    @Property
    void putsMessagesTogetherWhereverTheyWereCut(
            @ForAll @Size(max = 6) List<@Size(max = 200) byte[]> bodies, @ForAll @IntRange(min = 1, max = 50) int step)
            throws MalformedMessageException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < bodies.size(); i++) {
            stream.writeBytes(new TtrpcMessage(2 * i + 1, TtrpcMessage.REQUEST, bodies.get(i)).encode());
        }
        byte[] bytes = stream.toByteArray();
        TtrpcInbox inbox = new TtrpcInbox();
        List<TtrpcMessage> messages = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += step) {
            messages.addAll(inbox.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step))));
        }
        assertThat(messages).hasSameSizeAs(bodies);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(messages.get(i).stream()).isEqualTo(2 * i + 1);
            assertThat(messages.get(i).type()).isEqualTo(TtrpcMessage.REQUEST);
            assertThat(messages.get(i).body()).isEqualTo(bodies.get(i));
        }
    }

    @Test
    void refusesAMessageThatIsTooLong() {
        assertThatThrownBy(() -> new TtrpcInbox().add(HexFormat.of().parseHex("00400001" + "00000001" + "0100")))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("4194305 bytes");
    }
}
