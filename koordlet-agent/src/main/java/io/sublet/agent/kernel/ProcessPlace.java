package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;

/** Knobs of processes, whose group is the process's number. A number is used again; the process is known by its start as well. */
public final class ProcessPlace implements KnobPlace {
    /** Fields of /proc/pid/stat behind the name, which may hold blanks: state is the first, starttime the twentieth. */
    private static final int START_AFTER_NAME = 19;

    private final KernelFiles files;
    private final String procRoot;

    public ProcessPlace(KernelFiles files, String procRoot) {
        this.files = files;
        this.procRoot = procRoot;
    }

    @Override
    public Reading<String> text(CgroupPath process, Knob knob) {
        return files.text(file(process, knob));
    }

    @Override
    public FileResult write(CgroupPath process, Knob knob, String text) {
        return files.write(file(process, knob), text);
    }

    @Override
    public Identity identity(CgroupPath process, Knob knob) {
        String path = procRoot + "/" + process.path() + "/stat";
        AsciiText text = new AsciiText();
        FileResult result = files.readOnce(path, text);
        String stat = result.isDone() ? text.toString() : "";
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        boolean understood = fields.length > START_AFTER_NAME && fields[START_AFTER_NAME].matches("[0-9]{1,18}");
        return result.isDone() && !understood
                ? new Identity.Unknown(path + ": not understood")
                : Identity.of(result, path, understood ? Long.parseLong(fields[START_AFTER_NAME]) : 0);
    }

    private String file(CgroupPath process, Knob knob) {
        return procRoot + "/" + process.path() + "/" + knob.file(CgroupVersion.V2);
    }
}
