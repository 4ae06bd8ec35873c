package io.sublet.agent.observe.kubelet;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.KernelFile;
import io.sublet.agent.kernel.KernelFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** While there is a kubelet, only new processes are looked at in between: a process hardly ever becomes a kubelet later in its life. */
    private static final long ALL_NANOS = 300_000_000_000L;

    /** A kubelet that is replaced is back within a minute; a node that is only simulated never has one. */
    private static final long SOON_BACK_NANOS = 60_000_000_000L;

    private final KernelFiles files;
    private final String procRoot;
    private final KubeletState unseen;
    private final AsciiText text = new AsciiText();
    private List<Kubelet> kubelets = List.of();
    private Set<String> others = Set.of();
    private KubeletState last;
    private boolean anySeen;
    private boolean looked;
    private long lookedAt;
    private long lookedAtAll;
    private long missedSince;

    /** @param stat which stays open as long as the process is known */
    private record Kubelet(long pid, long startTicks, KernelFile stat) {}

    public KubeletWatch(KernelFiles files, String procRoot) {
        this.files = files;
        this.procRoot = procRoot;
        this.unseen = new KubeletState.Unseen("no process but the agent's own can be seen in " + procRoot);
        this.last = unseen;
    }

    /** Looks through all processes if none is known, or if that was long ago; else at those that are known. */
    public KubeletState observe(long nanoTime) {
        if (!looked || !kubelets.isEmpty()) {
            missedSince = nanoTime;
        }
        boolean hurried = kubelets.isEmpty() && nanoTime - missedSince <= SOON_BACK_NANOS;
        if (looked && nanoTime - lookedAt < (hurried ? FIND_NANOS : FIND_AGAIN_NANOS)) {
            return areAlive() ? state() : gone();
        }
        looked = true;
        lookedAt = nanoTime;
        if (kubelets.isEmpty() || nanoTime - lookedAtAll >= ALL_NANOS) {
            lookedAtAll = nanoTime;
            others = Set.of();
            anySeen = false;
        }
        return find();
    }

    /** Looks through the processes that are not known to be others. */
    private KubeletState find() {
        forget();
        List<Kubelet> found = new ArrayList<>();
        Set<String> none = new HashSet<>();
        for (String name : files.directories(procRoot)) {
            if (!name.isEmpty() && Character.isDigit(name.charAt(0))) {
                if (others.contains(name) || !isKubelet(name)) {
                    none.add(name);
                } else {
                    open(name).ifPresent(found::add);
                }
            }
        }
        others = none;
        kubelets = found;
        return state();
    }

    private Optional<Kubelet> open(String pid) {
        KernelFile stat = files.file(procRoot + "/" + pid + "/stat");
        long start = startTicks(stat);
        if (start == AsciiText.NONE) {
            stat.close();
            return Optional.empty();
        }
        return Optional.of(new Kubelet(Long.parseLong(pid), start, stat));
    }

    /** Looks whether the processes that were found are there. Their age is that of the last observation, since this is asked much more often. */
    public KubeletState check() {
        return areAlive() ? last : gone();
    }

    private boolean areAlive() {
        for (Kubelet kubelet : kubelets) {
            if (startTicks(kubelet.stat) != kubelet.startTicks) {
                return false;
            }
        }
        return true;
    }

    private KubeletState gone() {
        forget();
        last = new KubeletState.Gone();
        return last;
    }

    private void forget() {
        kubelets.forEach(kubelet -> kubelet.stat.close());
        kubelets = List.of();
    }

    private KubeletState state() {
        last = kubelets.isEmpty() ? anySeen ? new KubeletState.Gone() : unseen : running();
        return last;
    }

    private KubeletState running() {
        long uptimeTicks = uptimeTicks();
        if (uptimeTicks == AsciiText.NONE) {
            return new KubeletState.Unseen(procRoot + "/uptime cannot be read");
        }
        Kubelet youngest = Collections.max(kubelets, Comparator.comparingLong(Kubelet::startTicks));
        long age = Math.max(0, uptimeTicks - youngest.startTicks);
        return new KubeletState.Running(youngest.pid, Duration.ofMillis(age * 1000 / TICKS_PER_SECOND));
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

    private long startTicks(KernelFile stat) {
        if (!(stat.read(text) instanceof FileResult.Done)) {
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
