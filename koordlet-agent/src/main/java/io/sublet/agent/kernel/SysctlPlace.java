package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;

/** Settings of the kernel as a whole, in /proc/sys; see proc(5). Their path is empty. */
public final class SysctlPlace implements KnobPlace {
    private final KernelFiles files;
    private final String root;

    /** @param root where {@code /proc/sys} is */
    public SysctlPlace(KernelFiles files, String root) {
        this.files = files;
        this.root = root;
    }

    @Override
    public Reading<String> text(CgroupPath none, Knob knob) {
        return files.text(file(knob));
    }

    @Override
    public FileResult write(CgroupPath none, Knob knob, String text) {
        return files.write(file(knob), text);
    }

    /** The kernel's settings live as long as the boot, which the journal knows by itself; one that is not seen is not gone. */
    @Override
    public Identity identity(CgroupPath none, Knob knob) {
        return files.exists(file(knob)) ? new Identity.Known(0) : new Identity.Unknown(file(knob) + ": no such file");
    }

    private String file(Knob knob) {
        return root + "/" + knob.file(CgroupVersion.V2);
    }
}
