package io.sublet.agent.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine's resctrl, mounted while a test runs. */
final class Resctrl implements AutoCloseable {
    static final Path ROOT = Path.of("/sys/fs/resctrl");

    private static final Set<String> NO_GROUPS = Set.of("info", "mon_data", "mon_groups");

    /** Mounts it with options, or with none. */
    Resctrl(String options) throws IOException {
        mount(options);
    }

    void mount(String options) throws IOException {
        run(
                options.isEmpty()
                        ? List.of("mount", "-t", "resctrl", "resctrl", ROOT.toString())
                        : List.of("mount", "-t", "resctrl", "-o", options, "resctrl", ROOT.toString()));
    }

    void unmount() throws IOException {
        run(List.of("umount", ROOT.toString()));
    }

    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(command + " failed");
        }
    }

    /** The line of one kind of resource without its name, blanks and leading zeros. */
    static String line(String group, String kind) throws IOException {
        return Files.readString(ROOT.resolve(group).resolve("schemata"))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(kind + ":"))
                .map(line -> line.substring(kind.length() + 1).replace(" ", "").replaceAll("=0+(?=[0-9a-f])", "="))
                .findFirst()
                .orElseThrow();
    }

    static void schemata(String group, String line) throws IOException {
        Files.writeString(ROOT.resolve(group).resolve("schemata"), line + "\n");
    }

    static Set<String> tasks(String group) throws IOException {
        return Set.copyOf(Files.readAllLines(ROOT.resolve(group).resolve("tasks")));
    }

    /** Schemata and mode of every group, byte for byte. */
    static Map<String, String> snapshot() throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String group : groups()) {
            for (String file : List.of("schemata", "mode", "cpus_list")) {
                values.put(
                        group + "/" + file, Files.readString(ROOT.resolve(group).resolve(file)));
            }
        }
        return values;
    }

    /** The groups, with the root group, which is called nothing. */
    static Set<String> groups() throws IOException {
        try (Stream<Path> entries = Files.list(ROOT)) {
            return Stream.concat(
                            Stream.of(""),
                            entries.filter(Files::isDirectory)
                                    .map(path -> path.getFileName().toString())
                                    .filter(name -> !NO_GROUPS.contains(name)))
                    .collect(Collectors.toSet());
        }
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(ROOT.resolve("schemata"))) {
            unmount();
        }
    }
}
