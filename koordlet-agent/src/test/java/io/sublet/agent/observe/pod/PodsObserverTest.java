package io.sublet.agent.observe.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.kernel.KubepodsLayout.Driver;
import io.sublet.agent.observe.group.Beats;
import io.sublet.agent.observe.group.ColdPages;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodsObserverTest {
    private static final KubepodsLayout CGROUPFS = new KubepodsLayout(CgroupPath.ROOT, Driver.CGROUPFS);

    private final FakeKernel kernel = new FakeKernel().groupV2("kubepods", "0-3");
    private final PodsObserver observer = new PodsObserver(new CgroupFs(kernel, FakeKernel.ROOT));

    @ParameterizedTest
    @CsvSource({
        "CGROUPFS, containerd://ab12, kubepods/burstable/podp/ab12",
        "CGROUPFS, docker://ab12, kubepods/burstable/podp/ab12",
        "CGROUPFS, cri-o://ab12, kubepods/burstable/podp/crio-ab12",
        "CGROUPFS, kata://ab12, kubepods/burstable/podp/kata_ab12",
        "SYSTEMD, containerd://ab12,"
                + " kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podp.slice/cri-containerd-ab12.scope",
        "SYSTEMD, docker://ab12,"
                + " kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podp.slice/docker-ab12.scope",
        "SYSTEMD, cri-o://ab12, kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podp.slice/crio-ab12.scope",
        "SYSTEMD, pouch://ab12, kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podp.slice/pouch-ab12.scope"
    })
    void findsContainersByTheNamesOfEachRuntimeAndElseByTheirId(Driver driver, String id, String group) {
        kernel.groupV2(group, "0-3").groupV2(group.substring(0, group.lastIndexOf('/')), "0-3");
        List<PodView> pods = List.of(Pods.pod("p", KubeQos.BURSTABLE, id));
        KubepodsLayout layout = new KubepodsLayout(CgroupPath.ROOT, driver);
        observe(pods, layout, 0);
        use(group, 1_500_000);
        PodObservation pod = observe(pods, layout, 1).getFirst();
        assertThat(pod.usage().cpu()).isEqualTo(Reading.of(MilliCpu.ZERO));
        assertThat(pod.containers())
                .singleElement()
                .satisfies(container -> assertThat(container.usage().cpu()).isEqualTo(Reading.of(new MilliCpu(1500))));
    }

    @Test
    void findsAPodInAnotherTierThanItsStatusSays() {
        kernel.groupV2("kubepods/podp", "0-3");
        List<PodView> pods = List.of(Pods.pod("p", KubeQos.BURSTABLE));
        observe(pods, CGROUPFS, 0);
        assertThat(observe(pods, CGROUPFS, 1).getFirst().usage().cpu().isMissing())
                .isFalse();
    }

    @Test
    void keepsRatesOverAChangeOfThePodsAndDropsThoseThatAreGone() {
        kernel.groupV2("kubepods/burstable/poda", "0-3").groupV2("kubepods/burstable/podb", "0-3");
        PodView a = Pods.pod("a", KubeQos.BURSTABLE);
        PodView b = Pods.pod("b", KubeQos.BURSTABLE);
        observe(List.of(a), CGROUPFS, 0);
        List<PodObservation> both = observe(List.of(a, b), CGROUPFS, 1);
        assertThat(both.get(0).usage().cpu().isMissing()).isFalse();
        assertThat(both.get(1).usage().cpu().isMissing()).isTrue();
        assertThat(observe(List.of(b), CGROUPFS, 2))
                .extracting(PodObservation::pod)
                .containsExactly(b);
    }

    @ParameterizedTest
    @CsvSource({
        "CGROUPFS, kubepods/burstable/podp, kubepods/podq",
        "SYSTEMD, kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podp.slice, kubepods.slice/kubepods-podq.slice"
    })
    void knowsAtTheFirstLookTheRatesOfPodsThatWereLookedAtBeforeTheyWereKnown(
            Driver driver, String burstable, String guaranteed) {
        KubepodsLayout layout = new KubepodsLayout(CgroupPath.ROOT, driver);
        layout.tiers().forEach(tier -> kernel.groupV2(tier.path(), "0-3"));
        kernel.groupV2(burstable, "0-3").groupV2(guaranteed, "0-3");
        observer.lookAhead(Reading.of(layout), Beats.at(0), look(true));
        observer.lookAhead(Reading.of(layout), Beats.at(1), look(true));
        use(burstable, 1_500_000);
        use(guaranteed, 500_000);
        assertThat(observe(List.of(Pods.pod("p", KubeQos.BURSTABLE), Pods.pod("q", KubeQos.GUARANTEED)), layout, 2))
                .extracting(pod -> pod.usage().cpu())
                .containsExactly(Reading.of(new MilliCpu(750)), Reading.of(new MilliCpu(250)));
    }

    /** What was seen long before pods became known says nothing of now. */
    @Test
    void looksAheadAnewWhilePodsStayUnknown() {
        kernel.groupV2("kubepods/burstable/podp", "0-3");
        observer.lookAhead(Reading.of(CGROUPFS), Beats.at(0), look(true));
        use("kubepods/burstable/podp", 100_000_000);
        observer.lookAhead(Reading.of(CGROUPFS), Beats.at(100), look(true));
        use("kubepods/burstable/podp", 100_500_000);
        assertThat(observe(List.of(Pods.pod("p", KubeQos.BURSTABLE)), CGROUPFS, 101)
                        .getFirst()
                        .usage()
                        .cpu())
                .isEqualTo(Reading.of(new MilliCpu(500)));
    }

    @Test
    void readsNoneOfThousandsOfGroupsThatEndedPodsHaveLeftBehind() {
        kernel.groupV2("kubepods/burstable/podp", "0-3");
        for (int i = 0; i < 2000; i++) {
            kernel.directory(FakeKernel.ROOT + "/kubepods/burstable/podended" + i);
        }
        observer.lookAhead(Reading.of(CGROUPFS), Beats.at(0), look(true));
        List<PodView> pods = List.of(Pods.pod("p", KubeQos.BURSTABLE));
        assertThat(kernel.reads()).isZero();
        observe(pods, CGROUPFS, 1);
        use("kubepods/burstable/podp", 500_000);
        assertThat(observe(pods, CGROUPFS, 2))
                .singleElement()
                .satisfies(pod -> assertThat(pod.usage().cpu()).isEqualTo(Reading.of(new MilliCpu(500))));
        assertThat(kernel.reads()).isLessThan(20);
    }

    @Test
    void readsManyNewContainersThatAreOnlyShownOneAfterTheOtherAndThoseToBeLimitedAtOnce() {
        List<PodView> pods = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            for (KubeQos tier : List.of(KubeQos.BURSTABLE, KubeQos.BEST_EFFORT)) {
                String name = tier.name().charAt(2) + "-" + i;
                String group = CGROUPFS.pod(tier, name).path();
                kernel.groupV2(group, "0-3").groupV2(group + "/c" + i, "0-3");
                pods.add(Pods.pod(name, tier, "containerd://c" + i));
            }
        }
        List<PodObservation> first = observeShown(pods, 0);
        assertThat(first).allMatch(pod -> !pod.usage().memory().isMissing());
        assertThat(first.stream()
                        .filter(pod -> pod.pod().isBestEffort())
                        .map(pod -> pod.containers().getFirst()))
                .allMatch(container -> !container.usage().memory().isMissing());
        assertThat(unread(first)).isPositive();
        assertThat(unread(observeShown(pods, 1))).isZero();
    }

    private List<PodObservation> observeShown(List<PodView> pods, long second) {
        return observer.observe(pods, Reading.of(CGROUPFS), Beats.at(second), look(false));
    }

    private static long unread(List<PodObservation> seen) {
        return seen.stream()
                .filter(pod -> pod.containers().getFirst().usage().memory().isMissing())
                .count();
    }

    @Test
    void saysOfAPodWhoseGroupVanishedMeanwhileThatItIsGoneAndReadsTheOthers() {
        kernel.groupV2("kubepods/burstable/poda", "0-3").groupV2("kubepods/burstable/podb", "0-3");
        List<PodView> pods = List.of(Pods.pod("a", KubeQos.BURSTABLE), Pods.pod("b", KubeQos.BURSTABLE));
        observe(pods, CGROUPFS, 0);
        kernel.remove("poda");
        use("kubepods/burstable/podb", 250_000);
        List<PodObservation> seen = observe(pods, CGROUPFS, 1);
        assertThat(seen.get(0).usage().cpu())
                .isEqualTo(Reading.missing(FakeKernel.ROOT + "/kubepods/burstable/poda/cpu.stat: no such file"));
        assertThat(seen.get(1).usage().cpu()).isEqualTo(Reading.of(new MilliCpu(250)));
    }

    @Test
    void looksAgainForAContainerThatCameUpUnderAnotherName() {
        kernel.groupV2("kubepods/burstable/podp", "0-3");
        List<PodView> pods = List.of(Pods.pod("p", KubeQos.BURSTABLE, "containerd://ab12"));
        observe(pods, CGROUPFS, 0);
        kernel.groupV2("kubepods/burstable/podp/sandboxed-ab12", "0-3");
        observe(pods, CGROUPFS, 5);
        observe(pods, CGROUPFS, 11);
        assertThat(observe(pods, CGROUPFS, 12)
                        .getFirst()
                        .containers()
                        .getFirst()
                        .usage()
                        .cpu())
                .isEqualTo(Reading.of(MilliCpu.ZERO));
    }

    @Test
    void saysOfEachPodWhyNothingIsKnownWithoutAGroupOfPods() {
        List<PodView> pods = List.of(Pods.pod("p", KubeQos.BURSTABLE, "containerd://ab12"));
        assertThat(observer.observe(pods, Reading.missing("no kubepods"), Beats.at(0), look(true)))
                .singleElement()
                .satisfies(pod -> assertThat(pod.usage().cpu()).isEqualTo(Reading.missing("no kubepods")));
    }

    @Test
    void readsContainersThatCannotBurstEveryTenSeconds() {
        KubepodsLayout layout = new KubepodsLayout(CgroupPath.ROOT, KubepodsLayout.Driver.CGROUPFS);
        List<PodView> pods = List.of(Pods.pod("p", KubeQos.BURSTABLE, "containerd://ab12"));
        String group = "kubepods/burstable/podp/ab12";
        List<Reading<MilliCpu>> usages = new ArrayList<>();
        for (int second = 0; second <= 20; second++) {
            use("kubepods/burstable/podp", 0);
            use(group, second * 100_000L);
            usages.add(observer.observe(pods, Reading.of(layout), Beats.at(second), look(false))
                    .getFirst()
                    .containers()
                    .getFirst()
                    .usage()
                    .cpu());
        }
        Reading<MilliCpu> steady = Reading.of(new MilliCpu(100));
        assertThat(usages.getLast()).isEqualTo(steady);
        assertThat(usages.stream().filter(steady::equals).count()).isBetween(1L, 11L);
    }

    private List<PodObservation> observe(List<PodView> pods, KubepodsLayout layout, long second) {
        return observer.observe(pods, Reading.of(layout), Beats.at(second), look(true));
    }

    private static PodsObserver.Look look(boolean closely) {
        @Nullable ColdPages none = null;
        return new PodsObserver.Look(
                MemoryCollectPolicy.WITHOUT_PAGE_CACHE,
                none,
                new Paces(closely, false, false),
                path -> Reading.missing("test"));
    }

    private void use(String group, long micros) {
        kernel.put(
                FakeKernel.ROOT + "/" + group + "/cpu.stat", "usage_usec " + micros + "\nnr_periods 0\nnr_throttled 0");
    }
}
