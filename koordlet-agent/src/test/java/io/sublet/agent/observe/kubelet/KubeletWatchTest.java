package io.sublet.agent.observe.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KubeletWatchTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void seesTheKubeletComeAgeAndGo() {
        FakeKernel kernel = new FakeKernel()
                .put("/proc/uptime", "100.00 50.00")
                .put("/proc/1/comm", "init")
                .put("/proc/1/stat", stat("init", 'S', 1));
        KubeletWatch watch = new KubeletWatch(kernel, "/proc");
        assertThat(watch.observe(0)).isInstanceOf(KubeletState.Gone.class);
        kernel.put("/proc/7/comm", "kubelet").put("/proc/7/stat", stat("kubelet", 'S', 4000));
        assertThat(watch.observe(5 * SECOND)).isEqualTo(new KubeletState.Running(7, Duration.ofSeconds(60)));
        int reads = kernel.reads();
        assertThat(watch.check()).isEqualTo(new KubeletState.Running(7, Duration.ofSeconds(60)));
        assertThat(kernel.reads()).isEqualTo(reads + 1);
        kernel.put("/proc/7/stat", stat("kubelet", 'Z', 4000));
        assertThat(watch.check()).isInstanceOf(KubeletState.Gone.class);
        assertThat(watch.check()).isInstanceOf(KubeletState.Gone.class);
    }

    @Test
    void doesNotTakeItsOwnContainerForTheHost() {
        FakeKernel kernel = new FakeKernel()
                .put("/proc/uptime", "100.00 50.00")
                .put("/proc/1/comm", "java")
                .put("/proc/1/stat", stat("java", 'S', 1));
        assertThat(new KubeletWatch(kernel, "/proc").observe(0)).isInstanceOf(KubeletState.Unseen.class);
    }

    @Test
    void looksThroughAllProcessesEveryFiveSecondsWhileThereIsNoKubelet() {
        FakeKernel kernel = new FakeKernel().put("/proc/uptime", "100.00 50.00").put("/proc/1/comm", "init");
        KubeletWatch watch = new KubeletWatch(kernel, "/proc");
        assertThat(watch.observe(0)).isInstanceOf(KubeletState.Gone.class);
        kernel.put("/proc/7/comm", "kubelet").put("/proc/7/stat", stat("kubelet", 'S', 4000));
        assertThat(watch.observe(4 * SECOND)).isInstanceOf(KubeletState.Gone.class);
        assertThat(watch.observe(5 * SECOND)).isInstanceOf(KubeletState.Running.class);
        kernel.put("/proc/7/stat", stat("kubelet", 'Z', 4000));
        assertThat(watch.observe(6 * SECOND)).isInstanceOf(KubeletState.Gone.class);
    }

    @Test
    void looksLessOftenWhereThereHasBeenNoKubeletForAMinute() {
        FakeKernel kernel = new FakeKernel().put("/proc/uptime", "100.00 50.00").put("/proc/1/comm", "init");
        KubeletWatch watch = new KubeletWatch(kernel, "/proc");
        for (int at = 0; at <= 61; at++) {
            assertThat(watch.observe(at * SECOND)).isInstanceOf(KubeletState.Gone.class);
        }
        kernel.put("/proc/7/comm", "kubelet").put("/proc/7/stat", stat("kubelet", 'S', 4000));
        assertThat(watch.observe(89 * SECOND)).isInstanceOf(KubeletState.Gone.class);
        assertThat(watch.observe(90 * SECOND)).isInstanceOf(KubeletState.Running.class);
        kernel.put("/proc/7/comm", "other");
        assertThat(watch.observe(120 * SECOND)).isInstanceOf(KubeletState.Gone.class);
        kernel.put("/proc/7/comm", "kubelet");
        assertThat(watch.observe(125 * SECOND)).isInstanceOf(KubeletState.Running.class);
    }

    /** On a machine that carries several nodes. */
    @Test
    void looksAtNewProcessesAloneWhileThereIsAKubelet() {
        FakeKernel kernel = new FakeKernel()
                .put("/proc/uptime", "100.00 50.00")
                .put("/proc/1/comm", "init")
                .put("/proc/7/comm", "kubelet")
                .put("/proc/7/stat", stat("kubelet", 'S', 4000))
                .put("/proc/8/comm", "sh");
        KubeletWatch watch = new KubeletWatch(kernel, "/proc");
        assertThat(watch.observe(0)).isEqualTo(new KubeletState.Running(7, Duration.ofSeconds(60)));
        kernel.put("/proc/9/comm", "kubelet").put("/proc/9/stat", stat("kubelet", 'S', 9000));
        kernel.refuse("/proc/1/comm", Errno.EIO);
        int reads = kernel.reads();
        assertThat(watch.observe(30 * SECOND)).isEqualTo(new KubeletState.Running(9, Duration.ofSeconds(10)));
        // Of both kubelets name and start, of the others nothing, and the uptime.
        assertThat(kernel.reads() - reads).isEqualTo(5);

        kernel.put("/proc/8/comm", "kubelet").put("/proc/8/stat", stat("kubelet", 'S', 9500));
        assertThat(watch.observe(270 * SECOND)).isEqualTo(new KubeletState.Running(9, Duration.ofSeconds(10)));
        assertThat(watch.observe(300 * SECOND)).isEqualTo(new KubeletState.Running(8, Duration.ofSeconds(5)));
    }

    private static String stat(String name, char state, long start) {
        return "1 (" + name + ") " + state + " 1 1 1 0 -1 4194560 1 1 0 0 1 1 0 0 20 0 1 0 " + start + " 0 0";
    }
}
