package io.sublet.agent.observe.kubelet;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.KernelFiles;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches the kubelet's process in the host's /proc. Looking for it costs a read per process, looking at it one read, so it is
 * looked for every five seconds in the first minute without one, every half minute after that and while there is one, and looked at as
 * often as one likes. On a machine that carries several nodes each kubelet counts: the youngest gives the uptime, and the end of any one is the end.
 */
public final class KubeletWatch {
    private static final String NAME = "kubelet";

    /** The field of /proc/pid/stat, behind the name, that holds the start time; see proc_pid_stat(5). */
    private static final int START_TIME_BEHIND_NAME = 19;

    private static final long TICKS_PER_SECOND = 100;

    private static final long FIND_NANOS = 5_000_000_000L;
    private static final long FIND_AGAIN_NANOS = 30_000_000_000L;

    /** A kubelet that is replaced is back within a minute; a node that is only simulated never has one. */
    private static final long SOON_BACK_NANOS = 60_000_000_000L;

    private final KernelFiles files;
    private final String procRoot;
    private final KubeletState unseen;
    private final AsciiText text = new AsciiText();
    private Map<Long, Long> startTicks = Map.of();
    private boolean anySeen;
    private boolean looked;
    private long lookedAt;
    private long missedSince;

    public KubeletWatch(KernelFiles files, String procRoot) {
        this.files = files;
        this.procRoot = procRoot;
        this.unseen = new KubeletState.Unseen("no process but the agent's own can be seen in " + procRoot);
    }

    /** Looks through all processes if none is known, or if that was long ago; else at those that are known. */
    public KubeletState observe(long nanoTime) {
        if (!looked || !startTicks.isEmpty()) {
            missedSince = nanoTime;
        }
        boolean hurried = startTicks.isEmpty() && nanoTime - missedSince <= SOON_BACK_NANOS;
        if (looked && nanoTime - lookedAt < (hurried ? FIND_NANOS : FIND_AGAIN_NANOS)) {
            return check();
        }
        looked = true;
        lookedAt = nanoTime;
        return find();
    }

    /** Looks through all processes. */
    public KubeletState find() {
        Map<Long, Long> found = new HashMap<>();
        anySeen = false;
        List<String> names = files.directories(procRoot);
        for (String name : names) {
            if (!name.isEmpty() && Character.isDigit(name.charAt(0)) && isKubelet(name)) {
                long pid = Long.parseLong(name);
                long start = startTicks(pid);
                if (start != AsciiText.NONE) {
                    found.put(pid, start);
                }
            }
        }
        startTicks = found;
        return state();
    }

    /** Looks at the processes that were found. */
    public KubeletState check() {
        for (Map.Entry<Long, Long> known : startTicks.entrySet()) {
            if (startTicks(known.getKey()) != known.getValue()) {
                startTicks = Map.of();
                return new KubeletState.Gone();
            }
        }
        return state();
    }

    private KubeletState state() {
        if (startTicks.isEmpty()) {
            return anySeen ? new KubeletState.Gone() : unseen;
        }
        long uptimeTicks = uptimeTicks();
        if (uptimeTicks == AsciiText.NONE) {
            return new KubeletState.Unseen(procRoot + "/uptime cannot be read");
        }
        long youngest = -1;
        long start = Long.MIN_VALUE;
        for (Map.Entry<Long, Long> known : startTicks.entrySet()) {
            if (known.getValue() > start) {
                youngest = known.getKey();
                start = known.getValue();
            }
        }
        long age = Math.max(0, uptimeTicks - start);
        return new KubeletState.Running(youngest, Duration.ofMillis(age * 1000 / TICKS_PER_SECOND));
    }

    private boolean isKubelet(String pid) {
        if (!(files.readOnce(procRoot + "/" + pid + "/comm", text) instanceof FileResult.Done)) {
            return false;
        }
        String name = text.toString().strip();
        // The agent runs in a Java machine; anything else shows that the host's processes are in sight.
        anySeen |= !name.equals("java");
        return name.equals(NAME);
    }

    private long startTicks(long pid) {
        if (!(files.read(procRoot + "/" + pid + "/stat", text) instanceof FileResult.Done)) {
            return AsciiText.NONE;
        }
        int name = text.lastIndexOf(')');
        // A zombie has ended; only its parent has not looked yet.
        boolean ended = name < 0 || text.startsWith(name, ") Z") || text.startsWith(name, ") X");
        return ended ? AsciiText.NONE : text.fieldAt(name + 1, START_TIME_BEHIND_NAME);
    }

    private long uptimeTicks() {
        if (!(files.read(procRoot + "/uptime", text) instanceof FileResult.Done)) {
            return AsciiText.NONE;
        }
        // Hundredths of seconds, which ticks are.
        return text.hundredthsAt(0, "");
    }
}
