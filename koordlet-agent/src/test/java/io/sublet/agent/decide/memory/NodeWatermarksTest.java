package io.sublet.agent.decide.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Restore;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.SysctlPlace;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.resource.ResourceReader;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.slo.ResourceQos;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeWatermarksTest {
    private static final String MIN_FREE = "/proc/sys/vm/min_free_kbytes";
    private static final String SCALE = "/proc/sys/vm/watermark_scale_factor";

    private final FakeKernel kernel = new FakeKernel().put(MIN_FREE, "67584").put(SCALE, "10");
    private final FakeStore store = new FakeStore();
    private final CgroupFs cgroups =
            new CgroupFs(kernel, FakeKernel.ROOT, Map.of("sysctl", new SysctlPlace(kernel, "/proc/sys")));
    private final KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
    private final ResourceReader reader = new ResourceReader(kernel, cgroups, "/proc", "/sys");
    private long tick;

    private static ResourceQos policy(String system) {
        return NodeSloDocument.parse(Json.parseObject("{\"systemStrategy\": " + system + "}"))
                .valid()
                .orElseThrow()
                .resources();
    }

    private Verdict tick(ResourceQos policy, long mebibytes) {
        Seen seen = Seen.onCpus(4).qos(policy).memory(mebibytes << 20, 0);
        actuator.held().forEach(seen::holding);
        Beat beat = new Beat(tick, tick * 1_000_000_000L, 4, 0, Duration.ofSeconds(1));
        Observation all = seen.resources(
                        reader.read(List.of(), policy, actuator.held().keySet(), beat))
                .build();
        Verdict verdict = new NodeWatermarks().decide(all);
        actuator.apply(ActionPlan.from(List.of(verdict), all.resources().values(), all.held()), beat.nanoTime());
        tick++;
        return verdict;
    }

    /** As the peer reckons: ten-thousandths of the node's memory, 10 MiB to 10 GiB; but never more than a tenth, which would leave pods too little. */
    @ParameterizedTest
    @CsvSource({
        "16384, 100, 167772",
        "16384, 1, 10240",
        "262144, 9000, 10485760",
        "16384, 1000, 1677721",
        "16384, 10000, 1677721",
        "50, 10000, 10240"
    })
    void keepsAShareOfTheNodesMemoryFree(long mebibytes, long factor, String kib) {
        tick(policy("{\"minFreeKbytesFactor\": " + factor + "}"), mebibytes);

        assertThat(kernel.get(MIN_FREE)).isEqualTo(kib);
        assertThat(kernel.get(SCALE)).isEqualTo("10");
    }

    @Test
    void holdsWhenItIsSoAndGivesBackWhatIsNoLongerAskedFor() {
        ResourceQos both = policy("{\"minFreeKbytesFactor\": 100, \"watermarkScaleFactor\": 150}");
        tick(both, 16384);
        assertThat(kernel.get(SCALE)).isEqualTo("150");
        assertThat(tick(both, 16384).reason().code()).isEqualTo(MemoryReason.AsWanted);
        tick(policy("{\"watermarkScaleFactor\": 150}"), 16384);
        assertThat(kernel.get(MIN_FREE)).isEqualTo("67584");

        new Restore(cgroups, actuator).onRequest(tick * 1_000_000_000L);

        assertThat(kernel.get(SCALE)).isEqualTo("10");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void nothingIsDoneUnlessItIsAskedForAndTheMemoryIsKnown() {
        assertThat(tick(ResourceQos.DEFAULT, 16384).reason().code()).isEqualTo(MemoryReason.NotAsked);
        Observation blind =
                Seen.onCpus(4).qos(policy("{\"minFreeKbytesFactor\": 100}")).build();
        assertThat(new NodeWatermarks().decide(blind).reason().code()).isEqualTo(MemoryReason.MemoryUnknown);
        assertThat(kernel.writes()).isEmpty();
    }
}
