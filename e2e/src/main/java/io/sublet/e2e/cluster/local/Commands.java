package io.sublet.e2e.cluster.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines that machines are started and entered with. All programs are of util-linux. */
final class Commands {
    /** Joins each cgroup that is named before "--", then becomes the command after it; the process id stays. */
    private static final String JOIN = """
            while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs" || exit 1; shift; done; shift; exec "$@"\
            """;

    /**
     * Records its own id and start time before it becomes the command: there is no moment in which the process runs
     * and is not recorded.
     */
    private static final String RECORD = """
            read -r stat </proc/$$/stat && printf '%s\\n' "$stat" >"$1.part" && mv "$1.part" "$1" || exit 1; shift; \
            """;

    private Commands() {}

    /** Starts the command in a session of its own, recorded in {@code record}, as a member of the cgroups. */
    static List<String> recorded(Path record, List<Path> cgroups, List<String> command) {
        List<String> all = new ArrayList<>(List.of("setsid", "sh", "-c", RECORD + JOIN, "sh", record.toString()));
        addJoin(all, cgroups, command);
        return all;
    }

    /** A process, file system and network of its own; all of it ends with the first process. */
    static List<String> isolated(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--net", "--uts", "--"));
        all.addAll(command);
        return all;
    }

    /**
     * The groups that the process is in become the roots of the cgroups that the command sees; then it moves on to
     * {@code cgroups} below them.
     */
    static List<String> cgroupRoot(List<Path> cgroups, List<String> command) {
        List<String> all = new ArrayList<>(List.of("unshare", "--cgroup", "--", "sh", "-c", JOIN, "sh"));
        addJoin(all, cgroups, command);
        return all;
    }

    private static void addJoin(List<String> all, List<Path> cgroups, List<String> command) {
        cgroups.forEach(cgroup -> all.add(cgroup.toString()));
        all.add("--");
        all.addAll(command);
    }

    /** Runs the command in all namespaces of the machine whose first process has that id. */
    static List<String> inMachine(long pid, List<String> command) {
        List<String> all = new ArrayList<>(
                List.of("nsenter", "--target=" + pid, "--mount", "--pid", "--net", "--cgroup", "--uts", "--"));
        all.addAll(command);
        return all;
    }

    /** Runs the command in the network of that process alone, with this machine's files. */
    static List<String> inNetwork(long pid, List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target=" + pid, "--net", "--"));
        all.addAll(command);
        return all;
    }
}
