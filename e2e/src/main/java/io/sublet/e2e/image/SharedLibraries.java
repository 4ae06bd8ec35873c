package io.sublet.e2e.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of the C library that programs need at run time, at the places where this machine's loader finds them:
 * the loader in the image is the same one and looks in the same places.
 */
final class SharedLibraries {
    /** A line of ldd: {@code libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)} or the loader's own path. */
    private static final Pattern FOUND = Pattern.compile("^\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)$");

    private static final Pattern LOST = Pattern.compile("^\\s*(\\S+) => not found$");

    /**
     * What no program names but the C library opens by itself: name resolution by files and by DNS (built into the C
     * library since glibc 2.34), and the unwinder that a cancelled thread needs.
     */
    private static final List<String> OPENED_AT_RUN_TIME =
            List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2", "libgcc_s.so.1");

    private SharedLibraries() {}

    /**
     * The libraries that {@code binaries} need and that are not below {@code own}, sorted.
     *
     * @throws ImageException if this machine lacks one of them
     */
    static SortedSet<Path> neededBy(List<Path> binaries, Path own) {
        List<String> command = new ArrayList<>(List.of("ldd"));
        binaries.forEach(binary -> command.add(binary.toString()));
        // The launcher loads libjvm.so before anything that needs it; the loader alone would not find it.
        Set<String> ownNames =
                binaries.stream().map(binary -> binary.getFileName().toString()).collect(Collectors.toSet());
        SortedSet<Path> found = new TreeSet<>();
        for (String line : Tool.run(command, Map.of("LC_ALL", "C")).lines().toList()) {
            Matcher lost = LOST.matcher(line);
            if (lost.matches() && !ownNames.contains(lost.group(1))) {
                throw new ImageException("this machine has no " + lost.group(1) + ", which the Java runtime needs");
            }
            Matcher library = FOUND.matcher(line);
            if (library.matches()) {
                Path path = Path.of(library.group(1)).normalize();
                if (!path.startsWith(own)) {
                    found.add(path);
                }
            }
        }
        found.addAll(openedAtRunTime(found));
        return found;
    }

    private static List<Path> openedAtRunTime(SortedSet<Path> found) {
        Path directory = found.stream()
                .filter(path -> path.endsWith("libc.so.6"))
                .findFirst()
                .orElseThrow(() -> new ImageException("the Java runtime does not link against glibc"))
                .resolveSibling("");
        return OPENED_AT_RUN_TIME.stream()
                .map(directory::resolve)
                .filter(Files::exists)
                .toList();
    }
}
