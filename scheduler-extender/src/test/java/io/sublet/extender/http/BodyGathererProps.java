package io.sublet.extender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Bodies in parts of any size, which come through a pipeline as they do from a connection. */
class BodyGathererProps {
    private static final int BODIES = 6;

    private final List<ByteBuf> sent = new ArrayList<>();

    /** A body that has come out, and what it must stay until it is given back. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as such
    private record Out(byte[] array, byte[] expected) {
        void check() {
            assertThat(array).startsWith(expected);
        }
    }

    @Property(tries = 100, seed = "20261128")
    void everyBodyComesOutWholeAndStaysUntilItIsGivenBack(@ForAll long seed) {
        Random random = new Random(seed);
        BodyGatherer gatherer = new BodyGatherer();
        EmbeddedChannel channel = new EmbeddedChannel(gatherer);
        List<Out> kept = new ArrayList<>();
        for (int body = 0; body < BODIES; body++) {
            byte[] expected = write(channel, random);
            List<ByteBuf> parts = read(channel);

            assertThat(bytes(parts)).isEqualTo(expected);
            if (expected.length > 0 && expected.length <= BodyGatherer.MOST) {
                assertThat(parts).hasSize(1);
                Out out = new Out(parts.getFirst().array(), expected);
                if (random.nextBoolean()) {
                    gatherer.giveBack(out.array);
                } else {
                    kept.add(out);
                }
            }
            kept.forEach(Out::check);
        }
        assertThat(sent).allMatch(part -> part.refCnt() == 0);
        sent.clear();
    }

    private byte[] write(EmbeddedChannel channel, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"));
        int parts = random.nextInt(5);
        for (int part = 0; part < parts; part++) {
            channel.writeInbound(new DefaultHttpContent(part(random, all)));
        }
        channel.writeInbound(
                random.nextBoolean()
                        ? LastHttpContent.EMPTY_LAST_CONTENT
                        : new DefaultLastHttpContent(part(random, all)));
        return all.toByteArray();
    }

    private ByteBuf part(Random random, ByteArrayOutputStream all) {
        byte[] bytes = new byte[random.nextInt(1 + (1 << random.nextInt(20)))];
        random.nextBytes(bytes);
        all.writeBytes(bytes);
        ByteBuf part = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length));
        sent.add(part);
        return part.writeBytes(bytes);
    }

    /** The parts of the body that has come out, which begins and ends as it must. */
    private static List<ByteBuf> read(EmbeddedChannel channel) {
        List<ByteBuf> parts = new ArrayList<>();
        Object head = channel.readInbound();
        assertThat(head).isInstanceOf(HttpRequest.class);
        HttpContent content = channel.readInbound();
        while (!(content instanceof LastHttpContent)) {
            parts.add(content.content());
            content = channel.readInbound();
        }
        if (content.content().isReadable()) {
            parts.add(content.content());
        } else {
            content.release();
        }
        Object more = channel.readInbound();
        assertThat(more).isNull();
        return parts;
    }

    private static byte[] bytes(List<ByteBuf> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf part : parts) {
            byte[] bytes = new byte[part.readableBytes()];
            part.getBytes(part.readerIndex(), bytes);
            all.writeBytes(bytes);
            if (part.isDirect()) {
                part.release();
            }
        }
        return all.toByteArray();
    }
}
