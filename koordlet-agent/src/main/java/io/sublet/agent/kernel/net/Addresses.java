package io.sublet.agent.kernel.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses of pods as the API server writes them. No names are looked up. */
public final class Addresses {
    private static final Pattern OLD =
            Pattern.compile("(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");
    private static final Pattern NEW = Pattern.compile("([0-9a-f]{1,4}(:|::)|::)*([0-9a-f]{1,4})?");
    private static final int GROUPS = 8;

    private Addresses() {}

    /** Whether a text is an address, of either version of IP. */
    public static boolean isValid(String text) {
        if (OLD.matcher(text).matches()) {
            return true;
        }
        int gap = text.indexOf("::");
        int groups = groups(text).size();
        return text.length() >= 2
                && text.length() <= 39
                && NEW.matcher(text).matches()
                && gap == text.lastIndexOf("::")
                && !(text.endsWith(":") && !text.endsWith("::"))
                && (gap < 0 ? groups == GROUPS : groups < GROUPS);
    }

    /** The four or sixteen bytes of a valid address. */
    static byte[] bytes(String address) {
        if (!isValid(address)) {
            throw new IllegalStateException("not an address: " + address);
        }
        if (address.indexOf(':') < 0) {
            byte[] bytes = new byte[4];
            int at = 0;
            for (String part : address.split("\\.", -1)) {
                bytes[at++] = (byte) Integer.parseInt(part);
            }
            return bytes;
        }
        int gap = address.indexOf("::");
        List<Integer> before = groups(gap < 0 ? address : address.substring(0, gap));
        List<Integer> after = gap < 0 ? List.of() : groups(address.substring(gap + 2));
        ByteBuffer bytes = ByteBuffer.allocate(2 * GROUPS);
        before.forEach(group -> bytes.putShort((short) (int) group));
        bytes.position(2 * (GROUPS - after.size()));
        after.forEach(group -> bytes.putShort((short) (int) group));
        return bytes.array();
    }

    private static List<Integer> groups(String text) {
        List<Integer> groups = new ArrayList<>();
        for (String group : text.split(":", -1)) {
            if (group.matches("[0-9a-f]{1,4}")) {
                groups.add(Integer.parseInt(group, 16));
            }
        }
        return groups;
    }
}
