package io.sublet.agent.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CoreScheduling;
import io.sublet.agent.kernel.KubepodsLayout.Driver;
import io.sublet.agent.kernel.linux.PrctlCoreScheduling;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cookies of core scheduling on a kernel that has it, on cores of two threads. */
@Tag("core")
class CoreSchedulingVM extends GuestNode {
    private final CoreScheduling cores = new PrctlCoreScheduling();

    private long cookie(Process process) {
        return cores.cookie(process.pid()).toOptional().orElseThrow();
    }

    @Test
    void keepsBatchAndOnlineOffOneCoreAndTakesTheCookiesAway() throws Exception {
        prepare(Driver.SYSTEMD);
        CgroupPath batch = tree().container(batch("batch", ""), "batch");
        Process first = tree().run(batch, "sh", "-c", "sleep 3; sleep 600 & wait");
        Process online = tree().run(tree().container(online("online", ""), "online"), "sleep", "600");
        slo("{\"resourceQOSStrategy\":{\"policies\":{\"cpuPolicy\":\"coreSched\"},"
                + "\"lsClass\":{\"cpuQOS\":{\"enable\":true,\"coreExpeller\":true}},"
                + "\"beClass\":{\"cpuQOS\":{\"enable\":true}}}}");
        Process agent = start();
        eventually("different cookies", () -> {
            assertThat(cookie(first)).isNotZero();
            assertThat(cookie(online)).isNotZero().isNotEqualTo(cookie(first));
        });
        Process entered = tree().run(batch, "sleep", "600");
        eventually(
                "of a process from elsewhere too",
                () -> assertThat(cookie(entered)).isEqualTo(cookie(first)));
        eventually(
                "and of a fork",
                () -> assertThat(first.children().toList())
                        .isNotEmpty()
                        .allMatch(child -> cores.cookie(child.pid()).equals(cores.cookie(first.pid()))));
        assertThat(get("/capabilities")).contains("coreScheduling");
        agent.destroy();
        assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cookie(first)).isZero();
        assertThat(cookie(online)).isZero();
        assertThat(cookie(entered)).isZero();
    }
}
