package io.sublet.agent.observe.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.FakeKernel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KubeletWatchTest {
    @Test
    void seesTheKubeletComeAgeAndGo() {
        FakeKernel kernel = new FakeKernel()
                .put("/proc/uptime", "100.00 50.00")
                .put("/proc/1/comm", "init")
                .put("/proc/1/stat", stat("init", 'S', 1));
        KubeletWatch watch = new KubeletWatch(kernel, "/proc");
        assertThat(watch.find()).isInstanceOf(KubeletState.Gone.class);
        kernel.put("/proc/7/comm", "kubelet").put("/proc/7/stat", stat("kubelet", 'S', 4000));
        assertThat(watch.find()).isEqualTo(new KubeletState.Running(7, Duration.ofSeconds(60)));
        kernel.put("/proc/7/stat", stat("kubelet", 'Z', 4000));
        assertThat(watch.check()).isInstanceOf(KubeletState.Gone.class);
    }

    @Test
    void doesNotTakeItsOwnContainerForTheHost() {
        FakeKernel kernel = new FakeKernel()
                .put("/proc/uptime", "100.00 50.00")
                .put("/proc/1/comm", "java")
                .put("/proc/1/stat", stat("java", 'S', 1));
        assertThat(new KubeletWatch(kernel, "/proc").find()).isInstanceOf(KubeletState.Unseen.class);
    }

    @Test
    void looksThroughAllProcessesEveryFiveSecondsWhileThereIsNoKubelet() {
        FakeKernel kernel = new FakeKernel().put("/proc/uptime", "100.00 50.00").put("/proc/1/comm", "init");
        KubeletWatch watch = new KubeletWatch(kernel, "/proc");
        long second = 1_000_000_000;
        assertThat(watch.observe(0)).isInstanceOf(KubeletState.Gone.class);
        kernel.put("/proc/7/comm", "kubelet").put("/proc/7/stat", stat("kubelet", 'S', 4000));
        assertThat(watch.observe(4 * second)).isInstanceOf(KubeletState.Gone.class);
        assertThat(watch.observe(5 * second)).isInstanceOf(KubeletState.Running.class);
        kernel.put("/proc/7/stat", stat("kubelet", 'Z', 4000));
        assertThat(watch.observe(6 * second)).isInstanceOf(KubeletState.Gone.class);
    }

    @Test
    void looksLessOftenWhereThereHasBeenNoKubeletForAMinute() {
        FakeKernel kernel = new FakeKernel().put("/proc/uptime", "100.00 50.00").put("/proc/1/comm", "init");
        KubeletWatch watch = new KubeletWatch(kernel, "/proc");
        long second = 1_000_000_000;
        for (int at = 0; at <= 61; at++) {
            assertThat(watch.observe(at * second)).isInstanceOf(KubeletState.Gone.class);
        }
        kernel.put("/proc/7/comm", "kubelet").put("/proc/7/stat", stat("kubelet", 'S', 4000));
        assertThat(watch.observe(89 * second)).isInstanceOf(KubeletState.Gone.class);
        assertThat(watch.observe(90 * second)).isInstanceOf(KubeletState.Running.class);
        kernel.put("/proc/7/comm", "other");
        assertThat(watch.observe(120 * second)).isInstanceOf(KubeletState.Gone.class);
        kernel.put("/proc/7/comm", "kubelet");
        assertThat(watch.observe(125 * second)).isInstanceOf(KubeletState.Running.class);
    }

    private static String stat(String name, char state, long start) {
        return "1 (" + name + ") " + state + " 1 1 1 0 -1 4194560 1 1 0 0 1 1 0 0 20 0 1 0 " + start + " 0 0";
    }
}
