package io.sublet.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an original value that cannot be looked after for a while: it is known to nobody else. */
class JournalTest {
    private static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");
    private static final String GROUP = "/cg/cpu/kubepods/besteffort";
    private static final String QUOTA_FILE = GROUP + "/cpu.cfs_quota_us";
    private static final Reason WHY = Reason.of(ModeReason.Restored);
    private static final long SECOND = 1_000_000_000L;
    private static final String JOURNAL = "journal.jsonl";
    private static final String WRITTEN = "written.jsonl";

    private final FakeKernel kernel =
            new FakeKernel().groupV1("", "0-3").groupV1("kubepods", "0-3").groupV1(TIER.path(), "0-3");
    private final FakeStore store = new FakeStore();
    private final CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);

    @ParameterizedTest
    @EnumSource(names = {"EIO", "EACCES", "EPERM", "EMFILE", "OTHER"})
    void aGroupThatCannotBeToldFromAnotherKeepsItsOriginal(Errno errno) {
        assertThat(apply(actuator(), 50_000, 0).result()).isEqualTo("applied");
        kernel.refuse(GROUP, errno);

        KernelActuator restarted = actuator();
        assertThat(restarted.held()).hasSize(1);
        Outcome refused = apply(restarted, 40_000, SECOND);
        assertThat(refused).isInstanceOf(Outcome.Rejected.class);
        assertThat(refused.problem()).isEqualTo(GROUP + ": " + errno);
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("50000");

        kernel.accept(GROUP);
        assertThat(apply(restarted, 40_000, 3 * SECOND).result()).isEqualTo("applied");
        restore(restarted);
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("-1");
        assertThat(actuator().held()).isEmpty();
    }

    @Test
    void aGroupThatIsGoneIsForgotten() {
        apply(actuator(), 50_000, 0);
        kernel.refuse(GROUP, Errno.ENODEV);
        assertThat(actuator().held()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"EIO", "EACCES"})
    void aPromiseIsKeptWhileItCannotBeToldWhetherThereIsAPod(Errno errno) {
        RuntimeValues runtime = new RuntimeValues(cgroups, journal());
        KnobKey key = new KnobKey(TIER.child("pod1").child("c"), Knob.CPU_QUOTA);
        runtime.make(Map.of(key, new RuntimeValues.Deal(quota(-1), quota(50_000))));
        kernel.groupV1(key.cgroup().path(), "0-3").put("/cg/cpu/" + key.cgroup().path() + "/cpu.cfs_quota_us", "50000");
        String pod = "/cg/cpu/" + key.cgroup().parent().path();

        kernel.refuse(pod, errno).refuse(pod + "/c", errno);
        Journal journal = journal();
        journal.lookAtPromises();
        assertThat(journal.originals()).isEmpty();

        kernel.accept(pod).accept(pod + "/c");
        journal.lookAtPromises();
        assertThat(journal.originals()).containsExactly(Map.entry(key, quota(-1)));
    }

    /** What cannot be read as a value cannot be given back as one. */
    @Test
    void nothingIsWrittenWhereTheOriginalIsNotUnderstood() {
        kernel.put(QUOTA_FILE, "much");
        Outcome outcome = apply(actuator(), 50_000, 0);
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(outcome.problem()).contains("not understood: much");
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("much");
        assertThat(actuator().held()).isEmpty();
    }

    @Test
    void aKnobOfALaterVersionIsKeptForItThroughEachRewriting() {
        String held = later("held", "CPU_LATENCY", ",\"value\":\"0\",\"identity\":3,\"boot\":\"boot\"");
        String promised = later("promised", "CPU_LATENCY", ",\"value\":\"0\",\"given\":\"1\",\"boot\":\"boot\"");
        String frozen = later("frozen", "CPU_QUOTA", ",\"value\":\"1\",\"boot\":\"boot\"");
        String spelled = later("held", "CPU_QUOTA", ",\"value\":\"half\",\"identity\":3,\"boot\":\"boot\"");
        String written = "{\"cgroup\":\"a\",\"knob\":\"CPU_LATENCY\",\"values\":[\"1\"]}";
        store.replace(JOURNAL, List.of(held, promised, frozen, spelled));
        store.replace(WRITTEN, List.of(written));

        for (int start = 0; start < 3; start++) {
            KernelActuator actuator = actuator();
            apply(actuator, 50_000, start * SECOND);
            restore(actuator);
            assertThat(actuator.held()).isEmpty();
            assertThat(actuator.ofLaterVersions()).containsExactly("/a CPU_LATENCY", "/a CPU_QUOTA");
        }
        assertThat(store.text(JOURNAL)).contains(held, promised, frozen, spelled);
        assertThat(store.text(WRITTEN)).contains(written);
        assertThat(kernel.writes()).allMatch(write -> write.startsWith(QUOTA_FILE));
    }

    @Test
    void whatTheLaterVersionHasGivenBackItselfIsKeptNoLonger() {
        store.replace(
                JOURNAL,
                List.of(
                        later("held", "CPU_LATENCY", ",\"value\":\"0\",\"identity\":3,\"boot\":\"boot\""),
                        later("released", "CPU_LATENCY", "")));
        assertThat(actuator().ofLaterVersions()).isEmpty();
        assertThat(store.text(JOURNAL)).isEmpty();
    }

    /** After a boot there is nothing left that it could be given back to, as of every other knob. */
    @Test
    void aKnobOfALaterVersionDoesNotOutliveTheBoot() {
        store.replace(
                JOURNAL, List.of(later("held", "CPU_LATENCY", ",\"value\":\"0\",\"identity\":3,\"boot\":\"before\"")));
        assertThat(actuator().ofLaterVersions()).isEmpty();
    }

    /** Else a value that another program sets after the downgrade would be taken for the agent's own. */
    @Test
    void whatWasWrittenToOtherKnobsIsKnownAllTheSame() {
        apply(actuator(), 50_000, 0);
        store.append(WRITTEN, List.of("{\"cgroup\":\"a\",\"knob\":\"CPU_LATENCY\",\"values\":[\"1\"]}"), false);
        KernelActuator downgraded = actuator();
        kernel.put(QUOTA_FILE, "77000");
        assertThat(apply(downgraded, 40_000, SECOND).result()).isEqualTo("conflict");
    }

    private static String later(String is, String knob, String rest) {
        return "{\"is\":\"" + is + "\",\"cgroup\":\"a\",\"knob\":\"" + knob + "\"" + rest + "}";
    }

    private static KnobValue quota(long micros) {
        return new KnobValue.Quota(new CpuQuota(micros));
    }

    private Journal journal() {
        return Journal.open(store, cgroups, "boot");
    }

    private KernelActuator actuator() {
        return new KernelActuator(cgroups, journal());
    }

    private void restore(KernelActuator actuator) {
        new Restore(cgroups, actuator).onRequest(3600 * SECOND);
    }

    private static Outcome apply(KernelActuator actuator, long micros, long now) {
        Action action = new Action.SetQuota(TIER, new CpuQuota(micros), WHY);
        return actuator.apply(ActionPlan.of(List.of(action), Map.of(), actuator.held()), now)
                .getFirst();
    }
}
