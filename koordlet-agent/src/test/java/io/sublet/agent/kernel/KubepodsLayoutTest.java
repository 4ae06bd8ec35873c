package io.sublet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.KubepodsLayout.Driver;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubepodsLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "'', CGROUPFS, GUARANTEED, kubepods/pod1-2",
        "'', CGROUPFS, BEST_EFFORT, kubepods/besteffort/pod1-2",
        "'', SYSTEMD, GUARANTEED, kubepods.slice/kubepods-pod1_2.slice",
        "'', SYSTEMD, BURSTABLE, kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice",
        "nodeb, CGROUPFS, BURSTABLE, nodeb/kubepods/burstable/pod1-2",
        "kubelet.slice, SYSTEMD, BEST_EFFORT, kubelet.slice/kubelet-kubepods.slice/"
                + "kubelet-kubepods-besteffort.slice/kubelet-kubepods-besteffort-pod1_2.slice"
    })
    void namesGroupsAsTheKubeletDoes(String base, Driver driver, KubeQos qos, String path) {
        assertThat(new KubepodsLayout(new CgroupPath(base), driver)
                        .pod(qos, "1-2")
                        .path())
                .isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "SYSTEMD, containerd://ab, p/cri-containerd-ab.scope",
        "SYSTEMD, docker://ab, p/docker-ab.scope",
        "SYSTEMD, cri-o://ab, p/crio-ab.scope",
        "CGROUPFS, containerd://ab, p/ab",
        "CGROUPFS, cri-o://ab, p/crio-ab"
    })
    void namesContainersAsTheirRuntimeDoes(Driver driver, String id, String path) {
        KubepodsLayout layout = new KubepodsLayout(CgroupPath.ROOT, driver);
        assertThat(layout.container(new CgroupPath("p"), id).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "3:cpu:/nodeb/kubepods/burstable/podx/y, /nodeb",
        "0::/kubepods.slice/kubepods-burstable.slice/x.scope, /",
        "0::/kubelet.slice/kubelet-kubepods.slice/x, /kubelet.slice"
    })
    void findsTheBaseInTheAgentsOwnGroup(String line, String base) {
        assertThat(KubepodsSearch.baseOf(line)).map(CgroupPath::toString).contains(base);
    }

    @Test
    void findsPodsOfAKubeletInAContainer() {
        FakeKernel kernel = new FakeKernel().groupV1("", "0-1").groupV1("kubelet/kubepods", "0-1");
        Reading<KubepodsLayout> found = search(kernel, "auto");
        assertThat(found).isEqualTo(Reading.of(new KubepodsLayout(new CgroupPath("kubelet"), Driver.CGROUPFS)));
    }

    @Test
    void doesNotGuessBetweenTwoNodes() {
        FakeKernel kernel =
                new FakeKernel().groupV1("", "0-1").groupV1("a/kubepods", "0-1").groupV1("b/kubepods", "0-1");
        assertThat(search(kernel, "auto").isMissing()).isTrue();
        assertThat(search(kernel, "/b"))
                .isEqualTo(Reading.of(new KubepodsLayout(new CgroupPath("b"), Driver.CGROUPFS)));
    }

    private static Reading<KubepodsLayout> search(FakeKernel kernel, String configured) {
        return new KubepodsSearch(new CgroupFs(kernel, FakeKernel.ROOT)).find(configured, Reading.of("0::/\n"));
    }
}
