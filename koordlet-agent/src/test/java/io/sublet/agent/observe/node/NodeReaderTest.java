package io.sublet.agent.observe.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.observe.group.Beats;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeReaderTest {
    private static final Reading<Bytes> UNTRACKED = Reading.missing("not tracked");

    private final FakeKernel kernel = new FakeKernel();
    private final NodeReader reader = new NodeReader(kernel, "/proc");
    private final AsciiText text = new AsciiText();

    @Test
    void countsUserNiceSystemAndInterruptsAsUsed() {
        AsciiText stat = AsciiText.of("cpu  100 20 30 4000 500 6 7 80 9 1\ncpu0 1 2 3 4\n");
        assertThat(NodeReader.busyTicks(stat, 0)).isEqualTo(100 + 20 + 30 + 6 + 7);
        assertThat(NodeReader.busyTicks(AsciiText.of("cpu 1 2\n"), 0)).isEqualTo(AsciiText.NONE);
    }

    @Test
    void turnsTicksIntoUsage() {
        kernel.put("/proc/stat", "cpu  100 0 0 0 0 0 0 0 0 0");
        reader.cpu(Beats.at(0), text);
        kernel.put("/proc/stat", "cpu  150 50 20 0 0 10 20 0 0 0");
        assertThat(reader.cpu(Beats.at(1), text)).isEqualTo(Reading.of(new MilliCpu(1500)));
    }

    @Test
    void countsAsUsedMemoryWhatIsNotAvailable() {
        kernel.put("/proc/meminfo", "MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable: 600 kB\nInactive(file): 50 kB");
        NodeMemory memory = reader.memory(text).toOptional().orElseThrow();
        assertThat(memory.used(MemoryCollectPolicy.WITHOUT_PAGE_CACHE, UNTRACKED))
                .isEqualTo(new Bytes(400 * 1024));
        assertThat(memory.used(MemoryCollectPolicy.WITH_PAGE_CACHE, UNTRACKED)).isEqualTo(new Bytes(900 * 1024));
        assertThat(memory.used(MemoryCollectPolicy.WITH_HOT_PAGE_CACHE, UNTRACKED))
                .isEqualTo(new Bytes(400 * 1024));
        assertThat(memory.used(MemoryCollectPolicy.WITH_HOT_PAGE_CACHE, Reading.of(new Bytes(1024))))
                .isEqualTo(new Bytes(899 * 1024));
        assertThat(memory.inactiveFile()).isEqualTo(new Bytes(50 * 1024));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MemTotal: 5 kB",
                "MemTotal: 5 kB\nMemFree: 9 kB\nMemAvailable: 1 kB",
                "MemTotal: -5 kB\nMemFree: 1 kB\nMemAvailable: 1 kB",
                "MemTotal: 0 kB\nMemFree: 0 kB\nMemAvailable: 0 kB",
                "MemTotal: 9223372036854775807 kB\nMemFree: 0 kB\nMemAvailable: 0 kB",
                "MemTotal: many kB\nMemFree: 0 kB\nMemAvailable: 0 kB"
            })
    void doesNotGuessMemory(String meminfo) {
        kernel.put("/proc/meminfo", meminfo);
        assertThat(reader.memory(text)).isEqualTo(Reading.missing("/proc/meminfo: not understood"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cpu",
                "cpu 1 2 3",
                "cpu -1 0 0 0 0 0 0 0",
                "cpu 9223372036854775807 0 0 0 0 0 0",
                "intr 1 2 3 4 x"
            })
    void doesNotGuessCpu(String stat) {
        kernel.put("/proc/stat", "cpu 0 0 0 0 0 0 0 0");
        reader.cpu(Beats.at(0), text);
        kernel.put("/proc/stat", stat);
        assertThat(reader.cpu(Beats.at(1), text)).isEqualTo(Reading.missing("/proc/stat: not understood"));
        kernel.put("/proc/stat", "cpu 10 0 0 0 0 0 0 0");
        assertThat(reader.cpu(Beats.at(2), text).isMissing()).isTrue();
    }
}
