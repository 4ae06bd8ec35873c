package io.sublet.agent.act;

import static io.sublet.agent.act.ActuatedNode.NOW;
import static io.sublet.agent.act.ActuatedNode.POD;
import static io.sublet.agent.act.ActuatedNode.SECOND;
import static io.sublet.agent.act.ActuatedNode.TIER;
import static io.sublet.agent.act.ActuatedNode.WHY;
import static io.sublet.agent.act.ActuatedNode.cpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.Action;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.model.unit.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sets of CPUs, where the kernel has a part in what groups have. */
class CpusetActuationTest {
    private static final String CPUS_FILE = "/cg/cpuset/kubepods/besteffort/cpuset.cpus";
    private static final String CPUS_FILE_OF_POD = "/cg/cpuset/kubepods/besteffort/podx/cpuset.cpus";

    private final ActuatedNode node = new ActuatedNode();
    private final FakeKernel kernel = node.kernel;

    /** On version 2 such a group cannot have none of its own again while there are processes in it. */
    @Test
    void givesAGroupThatHadNoCpusOfItsOwnAllThereAre() {
        FakeKernel unified = new FakeKernel()
                .groupV2("", "0-3")
                .groupV2("kubepods", "0-3")
                .groupV2(TIER.path(), "")
                .groupV2(POD.path(), "")
                .put("/cg/" + POD.path() + "/cgroup.procs", "7");
        CgroupFs fs = new CgroupFs(unified, FakeKernel.ROOT);
        KernelActuator actuator = new KernelActuator(fs, Journal.open(node.store, fs, "boot"));
        List<Action> narrow =
                List.of(new Action.SetCpuset(TIER, CpuSet.of(1), WHY), new Action.SetCpuset(POD, CpuSet.of(1), WHY));
        assertThat(node.results(actuator, narrow, NOW)).containsExactly("applied", "applied");
        assertThat(actuator.held()).hasSize(2);
        new Restore(fs, actuator).onRequest(NOW);
        assertThat(unified.get("/cg/" + TIER.path() + "/cpuset.cpus")).isEqualTo("0-3");
        assertThat(unified.get("/cg/" + POD.path() + "/cpuset.cpus")).isEqualTo("0-3");
        assertThat(actuator.held()).isEmpty();
    }

    /** Version 1 takes a CPU that goes offline out of every group, and gives it back to none but the root. */
    @Test
    void takesCpusThatWentOfflineForNobodysDoing() {
        KernelActuator actuator = node.actuator();
        assertThat(node.results(actuator, cpus(CpuSet.of(0, 1)), NOW)).containsExactly("applied", "applied");
        showCpus("0,2-3", "0,2-3", "0");
        assertThat(node.results(actuator, cpus(CpuSet.of(0, 2)), NOW + SECOND)).containsExactly("applied", "applied");
        node.restore(actuator);
        assertThat(kernel.get(CPUS_FILE)).isEqualTo("0,2-3");
        assertThat(kernel.get(CPUS_FILE_OF_POD)).isEqualTo("0,2-3");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void givesBackCpusThatAreBackToThoseWhoseGroupsAboveHaveThemAgain() {
        for (String above : List.of("0-3", "0,2-3")) {
            showCpus("0-3", "0-3", "0-3");
            KernelActuator actuator = node.actuator();
            node.results(actuator, cpus(CpuSet.of(0, 1)), NOW);
            showCpus("0,2-3", "0,2-3", "0");
            node.results(actuator, cpus(CpuSet.of(0, 2)), NOW + SECOND);
            showCpus("0-3", above, "0,2");
            node.restore(actuator);
            assertThat(kernel.get(CPUS_FILE)).isEqualTo(above);
            assertThat(kernel.get(CPUS_FILE_OF_POD)).isEqualTo(above);
            assertThat(actuator.held()).isEmpty();
        }
    }

    private void showCpus(String ofRoot, String ofAllPods, String ofTierAndPod) {
        kernel.put("/cg/cpuset/cpuset.cpus", ofRoot)
                .put("/cg/cpuset/kubepods/cpuset.cpus", ofAllPods)
                .put(CPUS_FILE, ofTierAndPod)
                .put(CPUS_FILE_OF_POD, ofTierAndPod);
    }

    @Test
    void givesAPodBornUnderANarrowTierTheCpusOfBefore() {
        KernelActuator actuator = node.actuator();
        node.results(actuator, cpus(CpuSet.of(0, 1)), NOW);
        kernel.groupV1(TIER.child("podborn").path(), "0-1");
        node.restore(actuator);
        assertThat(kernel.get("/cg/cpuset/kubepods/besteffort/podborn/cpuset.cpus"))
                .isEqualTo("0-3");
        assertThat(kernel.get("/cg/cpuset/kubepods/besteffort/podx/cpuset.cpus"))
                .isEqualTo("0-3");
        assertThat(actuator.held()).isEmpty();
    }
}
