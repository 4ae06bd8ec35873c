package io.sublet.agent.observe.core;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CoreScheduling;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cookies of the processes of containers, each container every two seconds and a new one at once, while the policy asks for core
 * scheduling or some are still set. Children inherit the cookie; what is looked for are processes that came from elsewhere.
 */
public final class CookieReader {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    /** Of a container that has to be looked at again; told by its identity. */
    private static final List<ProcessCookie> UNREAD = new ArrayList<>();

    private static final Duration PROBE_PERIOD = Duration.ofMinutes(1);
    private static final Reading<Map<CgroupPath, List<ProcessCookie>>> NOT_ASKED =
            Reading.missing("the policy does not ask for core scheduling");

    private static final Reading<Map<CgroupPath, List<ProcessCookie>>> BLIND =
            Reading.missing("processes of pods cannot be seen: the agent is not in the host's process namespace");

    private final CgroupFs cgroups;
    private final CoreScheduling cores;
    private final BooleanSupplier areSet;
    private final Map<CgroupPath, List<ProcessCookie>> known = new HashMap<>();
    private @Nullable Reading<Long> own;
    private boolean blind;

    /** @param areSet whether the agent has given cookies that it has not taken away */
    public CookieReader(CgroupFs cgroups, CoreScheduling cores, BooleanSupplier areSet) {
        this.cgroups = cgroups;
        this.cores = cores;
        this.areSet = areSet;
    }

    /**
     * The cookies by container.
     *
     * @param asked whether the policy asks for them
     */
    @SuppressWarnings("ReferenceEquality") // of the mark for what has to be read again
    public Reading<Map<CgroupPath, List<ProcessCookie>>> read(boolean asked, List<PodObservation> pods, Beat beat) {
        if (!asked && !areSet.getAsBoolean()) {
            known.clear();
            own = null;
            return NOT_ASKED;
        }
        if (own == null || (own.isMissing() && beat.number() % beat.every(PROBE_PERIOD) == 0)) {
            own = cores.cookie(ProcessHandle.current().pid());
        }
        if (own instanceof Reading.Missing<Long>(String cause)) {
            return Reading.missing("the kernel has no core scheduling: " + cause);
        }
        blind = false;
        Map<CgroupPath, List<ProcessCookie>> now = new HashMap<>();
        int phase = 0;
        for (PodObservation pod : pods) {
            for (ContainerObservation container : pod.containers()) {
                CgroupPath group = container.cgroup();
                List<ProcessCookie> before = known.get(group);
                boolean due = before == null || before == UNREAD || (beat.number() + phase++) % beat.every(PERIOD) == 0;
                now.put(group, due ? processes(group) : before);
            }
        }
        known.clear();
        known.putAll(now);
        return blind ? BLIND : Reading.of(Map.copyOf(now));
    }

    /** The processes of all containers that were looked at, with their cookies of now. */
    public List<ProcessCookie> all() {
        List<ProcessCookie> all = new ArrayList<>();
        known.keySet().forEach(group -> all.addAll(processes(group)));
        return all;
    }

    /** The processes of one group with their cookies; those that end meanwhile are left out. */
    private List<ProcessCookie> processes(CgroupPath group) {
        List<ProcessCookie> processes = new ArrayList<>();
        for (String process : cgroups.members(group, Knob.PROCESSES)) {
            long pid = AsciiText.of(process + "\n").number();
            // The kernel shows 0 for a process that is in no namespace of the reader's.
            blind |= pid == 0;
            if (pid > 0 && cores.cookie(pid) instanceof Reading.Value<Long>(Long cookie)) {
                processes.add(new ProcessCookie(pid, cookie));
            }
        }
        return List.copyOf(processes);
    }

    /** Says that cookies were changed, so that they are read again in the next tick. */
    public void changed() {
        known.replaceAll((group, processes) -> UNREAD);
    }
}
