package io.sublet.manager.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class JsonLinesProps {
    /** However the network cuts a stream, its lines come out as they were put in. */
    @Property(tries = 200, seed = "1")
    void cutsDoNotMatter(
            @ForAll @Size(max = 20) List<@AlphaChars @StringLength(min = 1, max = 40) String> lines,
            @ForAll @IntRange(min = 1, max = 50) int pieceSize) {
        byte[] stream = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        List<String> found = new ArrayList<>();
        JsonLines cutter = new JsonLines(
                (bytes, offset, length) -> found.add(new String(bytes, offset, length, StandardCharsets.UTF_8)));

        for (int at = 0; at < stream.length; at += pieceSize) {
            cutter.accept(ByteBuffer.wrap(stream, at, Math.min(pieceSize, stream.length - at)));
        }

        assertThat(found).isEqualTo(lines);
    }

    @Property(tries = 20, seed = "1")
    void longLinesAreKeptWhole(@ForAll @IntRange(min = 1, max = 2_000_000) int length) {
        byte[] stream = ("x".repeat(length) + "\nnext\n").getBytes(StandardCharsets.UTF_8);
        List<Integer> lengths = new ArrayList<>();
        JsonLines cutter = new JsonLines((bytes, offset, count) -> lengths.add(count));

        cutter.accept(ByteBuffer.wrap(stream, 0, stream.length / 2));
        cutter.accept(ByteBuffer.wrap(stream, stream.length / 2, stream.length - stream.length / 2));

        assertThat(lengths).containsExactly(length, 4);
    }
}
