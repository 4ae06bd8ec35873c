package io.sublet.agent.capture;

import io.sublet.agent.kernel.FakeKernel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** An archive of the capture command, to be read as the node was. */
public final class CapturedNode {
    private static final int BLOCK = 512;

    private final List<TreeMap<String, String>> observations = new ArrayList<>();

    private CapturedNode() {}

    /** From the test's resources. */
    public static CapturedNode of(String name) {
        try (InputStream in = CapturedNode.class.getResourceAsStream("/captures/" + name + ".tar.gz")) {
            return read(Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static CapturedNode read(InputStream archive) throws IOException {
        CapturedNode node = new CapturedNode();
        InputStream in = new ByteArrayInputStream(new GZIPInputStream(archive).readAllBytes());
        String longName = "";
        for (byte[] header = in.readNBytes(BLOCK);
                header.length == BLOCK && header[0] != 0;
                header = in.readNBytes(BLOCK)) {
            int size = Integer.parseInt(text(header, 124, 11), 8);
            String content = new String(in.readNBytes(size), StandardCharsets.ISO_8859_1);
            in.skipNBytes(Math.floorMod(-size, BLOCK));
            if (header[156] == 'L') {
                longName = content.substring(0, content.length() - 1);
            } else {
                node.add(longName.isEmpty() ? text(header, 0, 100) : longName, content);
                longName = "";
            }
        }
        return node;
    }

    private void add(String name, String content) {
        int slash = name.indexOf('/');
        int number = Integer.parseInt(name.substring(0, slash));
        while (observations.size() <= number) {
            observations.add(new TreeMap<>());
        }
        observations.get(number).put(name.substring(slash), content);
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    public int observations() {
        return observations.size();
    }

    /** Names of all files of the first observation. */
    public List<String> names() {
        return List.copyOf(observations.getFirst().keySet());
    }

    /** The kernel as it was at one observation: {@code /proc}, {@code /sys}, {@code /cgroup}, {@code /kubelet}. */
    public FakeKernel kernel(int observation) {
        FakeKernel kernel = new FakeKernel();
        for (int number = 0; number <= observation; number++) {
            observations.get(number).forEach((path, content) -> {
                if (path.endsWith("/")) {
                    kernel.directory(path.substring(0, path.length() - 1));
                } else {
                    kernel.put(path, content.stripTrailing());
                }
            });
        }
        return kernel;
    }
}
