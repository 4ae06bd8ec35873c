package io.sublet.agent.runtime.nri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtoProps {
    @Property
    void readsWhatItWrites(
            @ForAll long number,
            @ForAll @StringLength(max = 300) String text,
            @ForAll byte[] bytes,
            @ForAll @Size(max = 5) Map<@AlphaChars String, String> entries)
            throws MalformedMessageException {
        Map<String, String> sorted = new TreeMap<>(entries);
        // A lone surrogate is no text; what the encoder makes of it does not come back.
        String encodable = text.replaceAll("[\\ud800-\\udfff]", "");
        sorted.replaceAll((key, value) -> value.replaceAll("[\\ud800-\\udfff]", ""));
        byte[] message = new ProtoWriter()
                .varint(1, number)
                .text(2, encodable)
                .bytes(536, bytes)
                .entries(4, sorted)
                .wrapped(5, number)
                .message(6, inner -> inner.text(1, encodable))
                .done();
        ProtoReader fields = new ProtoReader(message);
        Map<String, String> read = new TreeMap<>();
        List<Integer> seen = new ArrayList<>();
        for (int field = fields.next(); field != 0; field = fields.next()) {
            seen.add(field);
            switch (field) {
                case 1 -> assertThat(fields.varint()).isEqualTo(number);
                case 2 -> assertThat(fields.text()).isEqualTo(encodable);
                case 536 -> assertThat(fields.bytes()).isEqualTo(bytes);
                case 4 -> {
                    Map.Entry<String, String> entry = fields.entry();
                    read.put(entry.getKey(), entry.getValue());
                }
                case 5 -> assertThat(fields.wrapped()).isEqualTo(number);
                default -> assertThat(field).isEqualTo(6);
            }
        }
        assertThat(read).isEqualTo(sorted);
        assertThat(seen).contains(5, 6);
        assertThat(seen.contains(1)).isEqualTo(number != 0);
    }

    /** Nothing but the exception of the protocol comes out of bytes of any kind, and the reader comes to an end. */
    @Property
    void endsOnAnyBytes(@ForAll byte[] bytes) {
        readAll(bytes);
    }

    @Property
    void endsOnAPieceOfAMessage(@ForAll long number, @ForAll String text, @ForAll int cut) {
        byte[] whole = new ProtoWriter()
                .varint(1, number)
                .text(2, text)
                .wrapped(3, number)
                .done();
        byte[] piece = Arrays.copyOf(whole, Math.floorMod(cut, whole.length + 1));
        readAll(piece);
    }

    private static void readAll(byte[] bytes) {
        try {
            ProtoReader fields = new ProtoReader(bytes);
            for (int field = fields.next(); field != 0; field = fields.next()) {
                assertThat(field).isPositive();
            }
            NriMessages.told(bytes);
            NriMessages.update(bytes);
            NriMessages.stateChange(bytes);
            TtrpcRequest.decode(bytes);
            TtrpcResponse.decode(bytes);
        } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "00, no field number",
        "08, ends within a number",
        "08ffffffffffffffffffff01, more than 10 bytes",
        "0a05616263, 5 bytes",
        "0affffffff0f, bytes",
        "0b, wire type 3",
        "09010203, ends within field 1",
        "0d0102, ends within field 1",
    })
    void saysWhatIsWrong(String hex, String part) {
        assertThatThrownBy(() -> {
                    ProtoReader fields = new ProtoReader(HexFormat.of().parseHex(hex));
                    while (fields.next() != 0) {}
                })
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(part);
    }

    @Test
    void refusesAFieldOfAnotherKindAndATextThatIsNone() throws MalformedMessageException {
        ProtoReader number = new ProtoReader(HexFormat.of().parseHex("0801"));
        number.next();
        assertThatThrownBy(number::text).isInstanceOf(MalformedMessageException.class);
        ProtoReader text = new ProtoReader(HexFormat.of().parseHex("0a02c328"));
        text.next();
        assertThatThrownBy(text::text).hasMessageContaining("no text");
    }
}
