package io.sublet.extender.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.util.Optional;

/**
 * Makes one part of the parts that a body comes in, in an array that the connection uses again for the next body. Without it the
 * server leaves a copy of each part to the garbage collector. Stands before the server's own handler, on the event loop of its
 * connection; bodies that are larger pass in parts as they come.
 */
final class BodyGatherer extends ChannelInboundHandlerAdapter {
    /** Bytes of a body that is gathered. */
    static final int MOST = 1 << 20;

    private static final String NAME = "body-gatherer";
    private static final int LEAST_ARRAY = 1 << 16;
    private static final byte[] NONE = {};

    /** What nobody reads any more. */
    private byte[] spare = NONE;

    private byte[] gathered = NONE;
    private int length;
    private boolean tooLarge;

    /**
     * That of the connection of a request whose head has come, where one can be: HTTP/2 does not hand bodies through its
     * pipeline.
     */
    static Optional<BodyGatherer> of(HttpServerRequest request) {
        if (!(request.connection() instanceof Http1xServerConnection connection)) {
            return Optional.empty();
        }
        ChannelHandlerContext server = connection.channelHandlerContext();
        ChannelPipeline pipeline = server.pipeline();
        if (pipeline.get(NAME) instanceof BodyGatherer known) {
            return Optional.of(known);
        }
        BodyGatherer gatherer = new BodyGatherer();
        pipeline.addBefore(server.name(), NAME, gatherer);
        return Optional.of(gatherer);
    }

    /** The array of a body may be used again: nobody reads the body any more. */
    void giveBack(byte[] array) {
        spare = array;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpContent part) || !part.decoderResult().isSuccess()) {
            context.fireChannelRead(message);
            return;
        }
        tooLarge |= length + (long) part.content().readableBytes() > MOST;
        boolean last = part instanceof LastHttpContent;
        if (tooLarge) {
            passOn(context);
            context.fireChannelRead(part);
            tooLarge = !last;
            return;
        }
        boolean hadBytes = part.content().isReadable();
        if (hadBytes) {
            gather(part.content());
        }
        if (last) {
            passOn(context);
            context.fireChannelRead(hadBytes ? LastHttpContent.EMPTY_LAST_CONTENT : part);
        }
        if (hadBytes || !last) {
            part.release();
        }
    }

    private void gather(ByteBuf part) {
        int more = part.readableBytes();
        if (gathered.length < length + more) {
            byte[] larger = spare;
            spare = NONE;
            if (larger.length < length + more) {
                larger = new byte[Math.min(MOST, Math.max(LEAST_ARRAY, 2 * (length + more)))];
            }
            System.arraycopy(gathered, 0, larger, 0, length);
            gathered = larger;
        }
        part.readBytes(gathered, length, more);
        length += more;
    }

    /** The array belongs to whoever gets it, until it is given back. */
    private void passOn(ChannelHandlerContext context) {
        if (length > 0) {
            context.fireChannelRead(new DefaultHttpContent(Unpooled.wrappedBuffer(gathered, 0, length)));
            gathered = NONE;
            length = 0;
        }
    }
}
