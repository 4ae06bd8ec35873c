package io.sublet.agent.observe.knob;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnobReaderTest {
    private static final KnobReader.Wanted ROOT = KnobReader.Wanted.ofPods(Optional.of(new CgroupPath("kubepods")));
    private static final PodView POD =
            PodDraft.batch("p").container("c", Map.of(), Map.of()).view();
    private static final CgroupPath GROUP = SeenPods.cgroup(POD);

    private static final String SHARES = "/cg/cpu/" + GROUP.path() + "/cpu.shares";

    private final FakeKernel kernel = new FakeKernel()
            .groupV1("", "0-1")
            .groupV1("kubepods", "0-1")
            .groupV1(GROUP.path(), "0-1")
            .groupV1(GROUP.child("c").path(), "0-1");
    private final KnobReader reader = new KnobReader(new CgroupFs(kernel, FakeKernel.ROOT));
    private final List<PodObservation> pods =
            Seen.onCpus(2).pod(POD).build().pods().toOptional().orElseThrow();
    private List<KnobKey> held = List.of();
    private int number;

    @Test
    void readsWhatAPodsGroupsStandAt() {
        KnobTable table = tick();
        assertThat(table.value(GROUP, Knob.CPU_SHARES)).isEqualTo(Reading.of(new KnobValue.Whole(2)));
        assertThat(table.number(GROUP.child("c"), Knob.MEMORY_LIMIT)).hasValue(-1);
        assertThat(table.period(GROUP)).isEqualTo(Duration.ofMillis(100));
        assertThat(table.cpus(GROUP).toOptional()).map(Object::toString).contains("0-1");
    }

    @Test
    void saysWhatTheKernelLacks() {
        KnobTable table = tick();
        assertThat(table.supported()).contains(Knob.CPU_BURST).doesNotContain(Knob.CPU_BVT);
        assertThat(table.value(GROUP, Knob.CPU_BVT)).isEqualTo(Reading.missing("the kernel has no cpu.bvt_warp_ns"));
        assertThat(table.value(new CgroupPath("elsewhere"), Knob.CPU_QUOTA).isMissing())
                .isTrue();
    }

    @Test
    void staysTheSameObjectWhileNothingChanges() {
        KnobTable first = tick();
        for (int i = 0; i < 30; i++) {
            assertThat(tick()).isSameAs(first);
        }
    }

    @Test
    void seesAForeignWriteWithinAMinuteAndAnOwnOneAtOnce() {
        held = List.of(new KnobKey(new CgroupPath("other"), Knob.CPU_SHARES));
        tick();
        kernel.put(SHARES, "77");
        assertThat(after(60).number(GROUP, Knob.CPU_SHARES)).hasValue(77);
        kernel.put(SHARES, "78");
        reader.written(List.of(new KnobKey(GROUP, Knob.CPU_SHARES)));
        assertThat(tick().number(GROUP, Knob.CPU_SHARES)).hasValue(78);
    }

    @Test
    void seesAForeignWriteWithinThreeMinutesWhereNothingIsHeld() {
        tick();
        kernel.put(SHARES, "77");
        assertThat(after(180).number(GROUP, Knob.CPU_SHARES)).hasValue(77);
    }

    @Test
    void seesAForeignWriteWithinTenSecondsWhereTheAgentHasWritten() {
        tick();
        reader.written(List.of(new KnobKey(GROUP, Knob.CPU_SHARES)));
        tick();
        kernel.put(SHARES, "77");
        assertThat(after(10).number(GROUP, Knob.CPU_SHARES)).hasValue(77);
    }

    @Test
    void seesAForeignWriteWithinTenSecondsWhereAnEarlierProcessHasWritten() {
        held = List.of(new KnobKey(GROUP, Knob.CPU_SHARES));
        tick();
        kernel.put(SHARES, "77");
        assertThat(after(10).number(GROUP, Knob.CPU_SHARES)).hasValue(77);
    }

    @Test
    void forgetsAGroupThatIsGone() {
        tick();
        kernel.remove("podp");
        KnobTable table = after(180);
        assertThat(table.value(GROUP, Knob.CPU_QUOTA).isMissing()).isTrue();
        assertThat(table.value(GROUP, Knob.CPU_SHARES).isMissing()).isTrue();
        assertThat(reader.read(List.of(), ROOT, held, beat(), new AsciiText()).readings())
                .isEmpty();
    }

    private KnobTable tick() {
        return reader.read(pods, ROOT, held, beat(), new AsciiText());
    }

    private KnobTable after(int ticks) {
        KnobTable table = tick();
        for (int i = 1; i < ticks; i++) {
            table = tick();
        }
        return table;
    }

    private Beat beat() {
        long at = number++;
        return new Beat(at, at * 1_000_000_000L, 2, 0, Duration.ofSeconds(1));
    }
}
