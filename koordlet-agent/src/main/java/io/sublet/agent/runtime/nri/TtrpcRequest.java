package io.sublet.agent.runtime.nri;

import java.time.Duration;
import java.util.Optional;

/**
 * What a call carries; message Request of ttrpc.
 *
 * @param timeout how long the caller waits; empty if it does not say
 */
@SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
record TtrpcRequest(String service, String method, byte[] payload, Optional<Duration> timeout) {
    byte[] encode() {
        return new ProtoWriter()
                .text(1, service)
                .text(2, method)
                .bytes(3, payload)
                .varint(4, timeout.map(Duration::toNanos).orElse(0L))
                .done();
    }

    static TtrpcRequest decode(byte[] body) throws MalformedMessageException {
        ProtoReader fields = new ProtoReader(body);
        String service = "";
        String method = "";
        byte[] payload = {};
        long timeout = 0;
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> service = fields.text();
                case 2 -> method = fields.text();
                case 3 -> payload = fields.bytes();
                case 4 -> timeout = fields.varint();
                default -> {}
            }
        }
        return new TtrpcRequest(
                service, method, payload, timeout > 0 ? Optional.of(Duration.ofNanos(timeout)) : Optional.empty());
    }
}
