package io.sublet.agent.runtime.nri;

/**
 * What an answer carries; message Response of ttrpc, with google.rpc.Status in it.
 *
 * @param code of gRPC; 0 if all is well
 * @param message what is wrong, for a person
 */
@SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
record TtrpcResponse(int code, String message, byte[] payload) {
    static final int UNIMPLEMENTED = 12;

    static TtrpcResponse of(byte[] payload) {
        return new TtrpcResponse(0, "", payload);
    }

    static TtrpcResponse failure(int code, String message) {
        return new TtrpcResponse(code, message, new byte[0]);
    }

    byte[] encode() {
        ProtoWriter out = new ProtoWriter();
        if (code != 0) {
            out.message(1, status -> status.varint(1, code).text(2, message));
        }
        return out.bytes(2, payload).done();
    }

    static TtrpcResponse decode(byte[] body) throws MalformedMessageException {
        ProtoReader fields = new ProtoReader(body);
        int code = 0;
        String message = "";
        byte[] payload = {};
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> {
                    ProtoReader status = fields.message();
                    for (int part = status.next(); part != 0; part = status.next()) {
                        switch (part) {
                            case 1 -> code = (int) status.varint();
                            case 2 -> message = status.text();
                            default -> {}
                        }
                    }
                }
                case 2 -> payload = fields.bytes();
                default -> {}
            }
        }
        return new TtrpcResponse(code, message, payload);
    }
}
