package io.sublet.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.RecordingFiles;
import io.sublet.agent.observe.ObserverPaths;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private static final ObserverPaths PATHS =
            new ObserverPaths("/proc", "/sys", "auto", "/var/lib/kubelet/cpu_manager_state", "/etc/kubelet.yaml");
    private static final String POD =
            "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1b3c9a3e_1d8f_4f2a_9d55_0a1b2c3d4e5f.slice";

    @Test
    void copiesWhatTheAgentReadsSoThatItReadsTheSameAgain() throws IOException {
        FakeKernel kernel = node();
        CapturedNode captured = capture(kernel);
        assertThat(captured.observations()).isEqualTo(2);
        FakeKernel copy = captured.kernel(1);
        assertThat(copy.get("/cgroup/cpuacct/" + POD + "/cpuacct.usage")).isEqualTo("5000");
        assertThat(copy.get("/proc/stat")).isEqualTo(kernel.get("/proc/stat"));
        CapturedNode again = capture(
                copy,
                "/cgroup",
                new ObserverPaths("/proc", "/sys", "auto", "/kubelet/cpu_manager_state", "/kubelet/config"));
        assertThat(again.names()).isEqualTo(captured.names());
    }

    @Test
    void leavesOutNamesAndSecrets() throws IOException {
        CapturedNode captured = capture(node());
        FakeKernel copy = captured.kernel(0);
        assertThat(copy.snapshot().values().stream().filter(text -> text.contains("secret")))
                .isEmpty();
        assertThat(copy.get("/proc/7/comm")).isEqualTo("kubelet");
        assertThat(copy.get("/proc/8/comm")).isEqualTo("other");
        assertThat(copy.get("/proc/7/cmdline")).isEqualTo("kubelet\0--topology-manager-policy=restricted\0");
        assertThat(copy.get("/kubelet/config")).isEqualTo("\"cpuManagerPolicy\": \"static\"");
        assertThat(copy.get("/kubelet/cpu_manager_state")).contains("\"c0\":\"1\"");
    }

    /** Beside processes /proc holds the kernel's memory and log, of which one is as large as the address space and the other never ends. */
    @Test
    void readsNothingOfProcThatTheAgentDoesNotRead() throws IOException {
        CapturedNode captured = capture(node().put("/proc/kcore", "secret").put("/proc/kmsg", "secret"));
        assertThat(captured.names()).contains("/proc/stat").noneMatch(name -> name.startsWith("/proc/k"));
    }

    private static CapturedNode capture(FakeKernel kernel) throws IOException {
        return capture(kernel, FakeKernel.ROOT, PATHS);
    }

    private static CapturedNode capture(FakeKernel kernel, String cgroups, ObserverPaths paths) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(archive)) {
            new Capture(new RecordingFiles(kernel), cgroups, paths).write(zipped, 2, Duration.ZERO);
        }
        return CapturedNode.read(new ByteArrayInputStream(archive.toByteArray()));
    }

    private static FakeKernel node() {
        FakeKernel kernel = new FakeKernel();
        for (String group : new String[] {"", "kubepods.slice", "kubepods.slice/kubepods-burstable.slice", POD}) {
            kernel.groupV1(group, "0-1");
        }
        return kernel.put(FakeKernel.ROOT + "/cpuacct/" + POD + "/cpuacct.usage", "5000")
                .put("/proc/stat", "cpu  100 20 30 4000 500 6 7 80 9 1")
                .put("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 600 kB")
                .put("/proc/uptime", "100.00 50.00")
                .put("/proc/self/cgroup", "0::/")
                .put("/proc/7/comm", "kubelet")
                .put(
                        "/proc/7/cmdline",
                        "/usr/bin/kubelet\0--hostname-override=secret\0--topology-manager-policy=restricted\0")
                .put("/proc/7/stat", "7 (kubelet) S 1 1 1 0 -1 4194560 1 1 0 0 1 1 0 0 20 0 1 0 1 0 0")
                .put("/proc/8/comm", "secret")
                .put("/etc/kubelet.yaml", "cpuManagerPolicy: static\nclusterDomain: secret.example.com\n")
                .put(
                        "/var/lib/kubelet/cpu_manager_state",
                        "{\"policyName\":\"static\",\"entries\":{\"u\":{\"secret-container\":\"1\"}}}");
    }
}
