package io.sublet.agent.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CoreScheduling;
import io.sublet.agent.kernel.FileResult;
import io.sublet.model.reading.Reading;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The real system call: what it says on a kernel without core scheduling, and what it does on one with it. */
class PrctlCoreSchedulingIT {
    private final CoreScheduling cores = new PrctlCoreScheduling();

    @Test
    void setsSharesAndTakesAwayOrSaysThatTheKernelCannot() throws IOException {
        Process one = new ProcessBuilder("sleep", "60").start();
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            switch (cores.cookie(one.pid())) {
                case Reading.Missing<Long>(String cause) -> {
                    assertThat(cause).contains("EINVAL");
                    assertThat(cores.create(one.pid()).isDone()).isFalse();
                    assertThat(cores.share(one.pid(), other.pid()).isDone()).isFalse();
                    assertThat(cores.clear(one.pid()).isDone()).isFalse();
                }
                case Reading.Value<Long>(Long cookie) -> assertWorks(one.pid(), other.pid(), cookie);
            }
        } finally {
            one.destroyForcibly();
            other.destroyForcibly();
        }
    }

    private void assertWorks(long one, long other, long before) {
        assertThat(before).isZero();
        assertThat(cores.create(one)).isEqualTo(FileResult.done());
        assertThat(cores.share(one, other)).isEqualTo(FileResult.done());
        assertThat(cores.cookie(other)).isEqualTo(cores.cookie(one)).isNotEqualTo(Reading.of(0L));
        assertThat(cores.cookie(ProcessHandle.current().pid())).isEqualTo(Reading.of(0L));
        assertThat(cores.clear(other)).isEqualTo(FileResult.done());
        assertThat(cores.cookie(other)).isEqualTo(Reading.of(0L));
    }

    @Test
    void saysThatAProcessIsGone() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        assertThat(cores.cookie(process.pid()).isMissing()).isTrue();
        assertThat(cores.create(process.pid()).isDone()).isFalse();
    }
}
