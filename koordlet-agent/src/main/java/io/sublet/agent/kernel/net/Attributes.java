package io.sublet.agent.kernel.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The attributes of a netlink message, or of an attribute that holds others, by type. */
record Attributes(Map<Integer, byte[]> byType) {
    private static final int TYPE_MASK = 0x3fff;

    /** Reads them; what is cut is left out. */
    static Attributes of(byte[] bytes, int from) {
        Map<Integer, byte[]> byType = new HashMap<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int at = from;
        while (at + 4 <= bytes.length) {
            int length = Short.toUnsignedInt(buffer.getShort(at));
            if (length < 4 || at + length > bytes.length) {
                break;
            }
            byType.put(buffer.getShort(at + 2) & TYPE_MASK, Arrays.copyOfRange(bytes, at + 4, at + length));
            at += (length + 3) & ~3;
        }
        return new Attributes(byType);
    }

    Optional<byte[]> value(int type) {
        return Optional.ofNullable(byType.get(type));
    }

    Optional<String> text(int type) {
        return value(type).map(bytes -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.indexOf('\0');
            return end < 0 ? text : text.substring(0, end);
        });
    }

    Attributes nested(int type) {
        return value(type).map(bytes -> of(bytes, 0)).orElseGet(() -> new Attributes(Map.of()));
    }
}
