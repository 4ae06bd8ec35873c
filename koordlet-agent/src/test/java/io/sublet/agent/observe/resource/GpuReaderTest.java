package io.sublet.agent.observe.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.observe.group.Beat;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GpuReaderTest {
    private final FakeKernel kernel = new FakeKernel();
    private final GpuReader reader = new GpuReader(kernel, "/proc", "/sys");

    private static Beat beat(long number) {
        return new Beat(number, number * 1_000_000_000L, 4, 0, Duration.ofSeconds(1));
    }

    private void device(String address, String type, String vendor, String uevent) {
        String at = "/sys/bus/pci/devices/" + address;
        kernel.put(at + "/class", type).put(at + "/vendor", vendor).put(at + "/device", "0x20b0");
        kernel.put(at + "/uevent", uevent);
    }

    @Test
    void showsDisplaysAndComputeDevicesAlone() {
        device("0000:00:1f.0", "0x060100", "0x8086", "DRIVER=lpc_ich");
        device("0000:3b:00.0", "0x030200", "0x10de", "DRIVER=nvidia\nPCI_CLASS=30200");
        device("0000:3c:00.0", "0x030000", "0x1234", "PCI_CLASS=30000");
        device("0000:3d:00.0", "0x120000", "0x1002", "DRIVER=amdgpu");
        kernel.put("/proc/driver/nvidia/gpus/0000:3b:00.0/information", "Model: \t\t NVIDIA A100-SXM4-40GB\nIRQ: 1");

        assertThat(reader.read(beat(0)))
                .containsExactly(
                        new Gpu("0000:3b:00.0", "NVIDIA", "NVIDIA A100-SXM4-40GB", "nvidia"),
                        new Gpu("0000:3c:00.0", "0x1234", "0x20b0", ""),
                        new Gpu("0000:3d:00.0", "AMD", "0x20b0", "amdgpu"));
    }

    @Test
    void looksAgainAfterTenMinutes() {
        assertThat(reader.read(beat(1))).isEmpty();
        device("0000:3b:00.0", "0x030200", "0x1002", "DRIVER=amdgpu");
        assertThat(reader.read(beat(2))).isEmpty();
        assertThat(reader.read(beat(600))).hasSize(1);
    }
}
