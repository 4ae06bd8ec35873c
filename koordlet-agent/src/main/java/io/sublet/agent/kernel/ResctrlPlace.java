package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Groups of resctrl, by the name of their directory; see resctrl.rst of the kernel's documentation. What is refused is explained by
 * the kernel's own words.
 */
public final class ResctrlPlace implements KnobPlace {
    /** Children of a thread that has been moved are in its group; those that it started before are found by looking again. */
    private static final int MOST_ROUNDS = 8;

    private final KernelFiles files;
    private final String root;
    private final CgroupFs cgroups;

    /**
     * A place.
     *
     * @param root where resctrl is mounted
     * @param cgroups whose threads are taken into groups
     */
    public ResctrlPlace(KernelFiles files, String root, CgroupFs cgroups) {
        this.files = files;
        this.root = root;
        this.cgroups = cgroups;
    }

    @Override
    public Reading<String> text(CgroupPath group, Knob knob) {
        return switch (knob) {
            case RESCTRL_GROUP ->
                files.exists(root + "/info")
                        ? Reading.of(files.exists(directory(group)) ? "1" : "0")
                        : Reading.missing("resctrl is not mounted at " + root);
            case RESCTRL_SCHEMATA -> files.text(directory(group) + "/schemata");
            default -> Reading.missing(knob + " cannot be read");
        };
    }

    @Override
    public FileResult write(CgroupPath group, Knob knob, String text) {
        FileResult result = switch (knob) {
            case RESCTRL_GROUP ->
                text.equals("1") ? files.makeDirectory(directory(group)) : files.removeDirectory(directory(group));
            case RESCTRL_SCHEMATA -> files.write(directory(group) + "/schemata", text);
            case RESCTRL_TASKS -> move(group, text.lines().map(CgroupPath::new).toList());
            default -> throw new IllegalStateException(knob + " is not of resctrl");
        };
        return result instanceof FileResult.Refused(Errno errno, String detail)
                ? new FileResult.Refused(errno, detail + lastStatus())
                : result;
    }

    /** The last line; some kernels pile them up. */
    private String lastStatus() {
        return files.text(root + "/info/last_cmd_status")
                .toOptional()
                .flatMap(text -> text.lines().reduce((first, second) -> second))
                .filter(line -> !line.isBlank() && !line.equals("ok"))
                .orElse("");
    }

    private FileResult move(CgroupPath group, List<CgroupPath> sources) {
        String tasks = directory(group) + "/tasks";
        for (int round = 0; round < MOST_ROUNDS; round++) {
            AsciiText present = new AsciiText();
            FileResult read = files.readOnce(tasks, present);
            if (!read.isDone()) {
                return read;
            }
            Set<String> missing = new HashSet<>();
            sources.forEach(source -> missing.addAll(threads(source)));
            missing.removeAll(new HashSet<>(present.toString().strip().lines().toList()));
            if (missing.isEmpty()) {
                return FileResult.done();
            }
            for (String thread : missing) {
                // One that has ended meanwhile is of no concern.
                if (files.write(tasks, thread) instanceof FileResult.Refused refused) {
                    return refused;
                }
            }
        }
        return FileResult.done();
    }

    /** The threads of a control group and of those below it; those of another PID namespace are shown as 0, which would move the agent itself. */
    private List<String> threads(CgroupPath source) {
        return cgroups.members(source, Knob.TASKS).stream()
                .filter(thread -> !thread.equals("0"))
                .toList();
    }

    @Override
    public Identity identity(CgroupPath group, Knob knob) {
        return files.identity(knob == Knob.RESCTRL_GROUP ? root : directory(group));
    }

    private String directory(CgroupPath group) {
        return group.path().isEmpty() ? root : root + "/" + group.path();
    }
}
