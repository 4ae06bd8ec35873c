package io.sublet.extender.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.NameIndex;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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

        Body question = new Body(body.toByteArray(), length);
        NameIndex index = NameIndex.of(some(names, random));
        KnownNames known = KnownNames.NONE.of(index);
        AskedNodes found = new AskedNodes();
        boolean done = NameScan.endsQuestion(question, 1, known, found);
        AskedNodes again = new AskedNodes();
        boolean doneAgain = NameScan.endsQuestion(question, 1, known, again);

        assertThat(doneAgain).isEqualTo(done);
        if (names.stream().allMatch(NameScanProps::isPlain)) {
            assertThat(done).isTrue();
            assertThat(found.size()).isEqualTo(names.size());
            for (int i = 0; i < names.size(); i++) {
                int row = index.find(names.get(i), 0, names.get(i).length);
                assertThat(found.names().to(i) - found.names().from(i) - 2).isEqualTo(names.get(i).length);
                assertThat(found.row(i)).isEqualTo(row);
                assertThat(again.row(i)).isEqualTo(row);
            }
        } else if (names.stream().noneMatch(NameScanProps::hasQuote)) {
            assertThat(done).isFalse();
        }
    }

    /** Names that a cluster has, some of which the question may have, and in another order. */
    private static List<String> some(List<byte[]> names, Random random) {
        Set<String> some = new HashSet<>(Set.of("n", "node-1"));
        names.stream()
                .filter(name -> isPlain(name) && isText(name) && random.nextInt(4) > 0)
                .forEach(name -> some.add(new String(name, StandardCharsets.UTF_8)));
        List<String> ordered = new ArrayList<>(some);
        Collections.shuffle(ordered, random);
        return ordered;
    }

    private static boolean isText(byte[] name) {
        return Arrays.equals(new String(name, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), name);
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
