package io.sublet.agent.observe.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.FakeKernel;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubeletReaderTest {
    private static final long SECOND = 1_000_000_000;
    private static final String YAML = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static   # for databases
            cpuManagerPolicyOptions:
              full-pcpus-only: "true"
              distribute-cpus-across-numa: "false"
            topologyManagerPolicy: "single-numa-node"
            topologyManagerScope: pod
            reservedSystemCPUs: 0-1,8
            kubeReserved:
              cpu: 500m
            """;

    @Test
    void readsTheSettingsThatMatterFromYamlAndJson() {
        KubeletSettings yaml = KubeletSettings.parse(YAML);
        assertThat(yaml.cpuManagerPolicy()).contains("static");
        assertThat(yaml.cpuManagerPolicyOptions())
                .containsExactly(
                        Map.entry("distribute-cpus-across-numa", "false"), Map.entry("full-pcpus-only", "true"));
        assertThat(yaml.topologyManagerPolicy()).isEqualTo("single-numa-node");
        assertThat(yaml.topologyManagerScope()).isEqualTo("pod");
        assertThat(yaml.reservedCpus()).isEqualTo(CpuSet.of(0, 1, 8));
        assertThat(KubeletSettings.parse("{\"cpuManagerPolicy\":\"static\",\"cpuManagerPolicyOptions\":"
                        + "{\"full-pcpus-only\":\"true\",\"distribute-cpus-across-numa\":\"false\"},"
                        + "\"topologyManagerPolicy\":\"single-numa-node\",\"topologyManagerScope\":\"pod\","
                        + "\"reservedSystemCPUs\":\"0-1,8\"}"))
                .isEqualTo(yaml);
        assertThat(KubeletSettings.parse("cpuManagerPolicyOptions: {full-pcpus-only: 'true'}\n")
                        .cpuManagerPolicyOptions())
                .containsExactly(Map.entry("full-pcpus-only", "true"));
    }

    @Test
    void takesDefaultsFromWhatCannotBeRead() {
        for (String text : new String[] {"", "{", "[]", "\0\1\2", "a: b: c", ":", "cpuManagerPolicy:"}) {
            KubeletSettings settings = KubeletSettings.parse(text);
            assertThat(settings.cpuManagerPolicy()).isEmpty();
            assertThat(settings.topologyManagerPolicy()).isEqualTo("none");
            assertThat(settings.topologyManagerScope()).isEqualTo("container");
            assertThat(settings.reservedCpus()).isEqualTo(CpuSet.EMPTY);
        }
    }

    @Test
    void letsFlagsGoBeforeTheFile() {
        KubeletSettings settings = KubeletSettings.of(
                "/usr/bin/kubelet\0--topology-manager-policy=restricted\0--reserved-cpus\0" + "2-3\0--v=2\0",
                KubeletSettings.parse(YAML));
        assertThat(settings.topologyManagerPolicy()).isEqualTo("restricted");
        assertThat(settings.reservedCpus()).isEqualTo(CpuSet.of(2, 3));
        assertThat(settings.cpuManagerPolicy()).contains("static");
        assertThat(KubeletSettings.of(settings.commandLine(), KubeletSettings.UNKNOWN))
                .isEqualTo(settings);
    }

    @Test
    void readsTheRecordOfCpusAgainWhenItChanges() {
        FakeKernel kernel = new FakeKernel()
                .put("/k/state", state("\"uid-1\":{\"a\":\"2\",\"b\":\"3\"}"))
                .put("/k/config", YAML)
                .put("/proc/7/cmdline", "kubelet\0");
        KubeletReader reader = new KubeletReader(kernel, "/proc", "/k/state", "/k/config");
        KubeletState running = new KubeletState.Running(7, Duration.ofMinutes(1));
        reader.refresh(running, 0);
        Reading<CpuManagerState> first = reader.cpuManager();
        assertThat(first).isEqualTo(Reading.of(new CpuManagerState("static", Map.of("uid-1", CpuSet.of(2, 3)))));
        assertThat(reader.settings().topologyManagerScope()).isEqualTo("pod");
        reader.refresh(running, 5 * SECOND);
        assertThat(reader.cpuManager()).isSameAs(first);
        kernel.put("/k/state", state(""));
        reader.refresh(running, 6 * SECOND);
        assertThat(reader.cpuManager()).isSameAs(first);
        reader.refresh(running, 9 * SECOND);
        assertThat(reader.cpuManager()).isEqualTo(Reading.of(new CpuManagerState("static", Map.of())));
    }

    @Test
    void saysWhyThereIsNoRecordOfCpus() {
        for (String text :
                new String[] {"", "{", "[]", "null", "{\"policyName\":3}", "{\"entries\":{\"u\":{\"c\":\"x\"}}}"}) {
            FakeKernel kernel = new FakeKernel().put("/k/state", text);
            KubeletReader reader = new KubeletReader(kernel, "/proc", "/k/state", "/k/config");
            reader.refresh(new KubeletState.Gone(), 0);
            assertThat(reader.cpuManager()).isEqualTo(Reading.missing("/k/state: not understood"));
        }
        KubeletReader reader = new KubeletReader(new FakeKernel(), "/proc", "/k/state", "/k/config");
        reader.refresh(new KubeletState.Gone(), 0);
        assertThat(reader.cpuManager()).isEqualTo(Reading.missing("/k/state: no such file"));
    }

    private static String state(String entries) {
        return "{\"policyName\":\"static\",\"defaultCpuSet\":\"0-1\",\"entries\":{" + entries + "},\"checksum\":1}";
    }
}
