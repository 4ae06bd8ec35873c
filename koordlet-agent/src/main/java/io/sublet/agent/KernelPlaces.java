package io.sublet.agent;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.ProcessPlace;
import io.sublet.agent.kernel.ResctrlPlace;
import io.sublet.agent.kernel.SysctlPlace;
import io.sublet.agent.kernel.linux.NetlinkSocket;
import io.sublet.agent.kernel.net.NetworkPlace;
import java.util.Map;
import java.util.Optional;

/** Control groups, and all else in which the agent sets something; the same for the agent and for the command that gives back. */
final class KernelPlaces {
    private KernelPlaces() {}

    /** That there are no control groups where they are said to be; empty if there are. */
    static Optional<String> absent(KernelFiles files, AgentConfig.Paths paths) {
        String root = paths.cgroupRoot();
        return files.exists(root + "/cgroup.controllers") || files.exists(root + "/cpu")
                ? Optional.empty()
                : Optional.of("No control groups at cgroup-root " + root + ": neither cgroup.controllers nor cpu");
    }

    static CgroupFs cgroups(KernelFiles files, AgentConfig.Paths paths) {
        CgroupFs groups = new CgroupFs(files, paths.cgroupRoot());
        return new CgroupFs(
                files,
                paths.cgroupRoot(),
                Map.of(
                        "resctrl", new ResctrlPlace(files, paths.sysRoot() + "/fs/resctrl", groups),
                        "sysctl", new SysctlPlace(files, paths.procRoot() + "/sys"),
                        "proc", new ProcessPlace(files, paths.procRoot()),
                        "net", new NetworkPlace(new NetlinkSocket(paths.procRoot() + "/1/ns/net"))),
                Optional.of(paths.sysRoot() + "/dev/block"));
    }
}
