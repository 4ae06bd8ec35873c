package io.sublet.extender.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NameScanProps {
    /** Bytes that mean something to a scan, and their neighbours. */
    private static final int[] TELLING = {
        0, 9, 10, 31, 32, 33, '"', '#', ',', '[', '\\', ']', '}', 0x7f, 0x80, 0xa2, 0xff
    };

    @Property(seed = "20261127", tries = 1000)
    void findsEveryNameWhereverItsEndLies(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> names = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write('[');
        for (int i = random.nextInt(5); i >= 0; i--) {
            byte[] name = new byte[random.nextInt(40)];
            for (int at = 0; at < name.length; at++) {
                int b = random.nextInt(8) == 0 ? TELLING[random.nextInt(TELLING.length)] : 'a' + random.nextInt(26);
                name[at] = (byte) b;
            }
            names.add(name);
            body.write('"');
            body.writeBytes(name);
            body.write('"');
            body.writeBytes(Verbs.bytes(i == 0 ? "]}" : random.nextBoolean() ? "," : " , "));
        }
        int length = body.size();
        body.writeBytes(new byte[random.nextInt(12)]);

        Slices found = new Slices();
        boolean done = NameScan.endsQuestion(new Body(body.toByteArray(), length), 1, found);

        if (names.stream().allMatch(NameScanProps::isPlain)) {
            assertThat(done).isTrue();
            assertThat(found.size()).isEqualTo(names.size());
            for (int i = 0; i < names.size(); i++) {
                assertThat(found.to(i) - found.from(i) - 2).isEqualTo(names.get(i).length);
            }
        } else if (names.stream().noneMatch(NameScanProps::hasQuote)) {
            assertThat(done).isFalse();
        }
    }

    private static boolean isPlain(byte[] name) {
        for (byte b : name) {
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasQuote(byte[] name) {
        for (byte b : name) {
            if (b == '"') {
                return true;
            }
        }
        return false;
    }
}
