package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The agent as a process, against a real API server and real control groups. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class AgentProcessIT extends AgentFixture {
    @Test
    void suppressesBestEffortReportsUsageAndLeavesAllAsItWasAfterAKill() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        cgroups().spin(TIER + "/podbatch");
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isBetween(2000L, 200_000L));
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        eventually().untilAsserted(() -> assertThat(reportedCpu()).isNotEmpty());
        assertThat(get("/decisions?last=50")).contains("OnlineUsage").contains("OnlineFirst");
        Objects.requireNonNull(agent).destroyForcibly().waitFor();
        assertThat(cgroups().snapshot()).isNotEqualTo(before);
        assertThat(restore()).isZero();
        assertThat(cgroups().snapshot()).isEqualTo(before);
        assertThat(restore()).isZero();
    }

    @Test
    void takesCpusAndGivesThemBackWhenThePolicyIsSwitchedOff() throws Exception {
        slo("{\"enable\":true,\"cpuSuppressThresholdPercent\":1,\"cpuSuppressPolicy\":\"cpuset\"}");
        Map<String, String> before = cgroups().snapshot();
        start();
        // Two CPUs are the least that best effort keeps, so that on a small machine the set stays as it is.
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        eventually().untilAsserted(() -> assertThat(get("/decisions?last=50")).contains("\"policy\":\"suppress\""));
        slo("{\"enable\":false}");
        eventually().untilAsserted(() -> assertThat(cgroups().snapshot()).isEqualTo(before));
    }

    @Test
    void reportsWhatAPodUsesWhileItIsThere() throws Exception {
        start();
        api().apply(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"online\",\"namespace\":\"default\"},"
                                + "\"spec\":{\"nodeName\":\"" + NODE
                                + "\",\"containers\":[{\"name\":\"c\",\"image\":\"i\","
                                + "\"resources\":{\"requests\":{\"cpu\":\"1\"}}}]}}");
        String uid = api().client()
                .pods()
                .inNamespace("default")
                .withName("online")
                .get()
                .getMetadata()
                .getUid();
        String group = "/kubepods/burstable/pod" + uid;
        cgroups().add(group);
        cgroups().spin(group);
        eventually()
                .untilAsserted(() -> assertThat(reportedPods()).singleElement().satisfies(pod -> {
                    assertThat(pod).containsEntry("name", "online").containsEntry("qos", "LS");
                    assertThat(String.valueOf(pod.get("podUsage")))
                            .contains("cpu")
                            .contains("memory");
                }));
        api().client()
                .pods()
                .inNamespace("default")
                .withName("online")
                .withGracePeriod(0)
                .delete();
        eventually().untilAsserted(() -> assertThat(reportedPods()).isEmpty());
    }

    @Test
    void keepsTheTopologyOfTheNodeBesideWhatOthersWrite() throws Exception {
        api().client()
                .genericKubernetesResources(TOPOLOGY, "NodeResourceTopology")
                .delete();
        start();
        eventually().untilAsserted(() -> {
            GenericKubernetesResource made = Objects.requireNonNull(topology());
            assertThat(made.getMetadata().getAnnotations()).containsKeys("node.koordinator.sh/cpu-topology");
            assertThat(made.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("Node"));
        });
        GenericKubernetesResource edited = topology();
        edited.getMetadata().getAnnotations().put("example.com/other", "stays");
        edited.getMetadata().getAnnotations().remove("node.koordinator.sh/cpu-shared-pools");
        api().client().resource(edited).update();
        eventually()
                .untilAsserted(() -> assertThat(topology().getMetadata().getAnnotations())
                        .containsKeys("node.koordinator.sh/cpu-shared-pools", "example.com/other"));
    }

    @Test
    void keepsTheLastGoodPolicyAndSaysSoOnTheObject() throws Exception {
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        api().apply("{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\""
                + NODE
                + "\"},\"spec\":{\"resourceUsedThresholdWithBE\":{\"enable\":true,\"cpuSuppressPolicy\":\"magic\"}}}");
        eventually()
                .untilAsserted(() -> assertThat(api().client()
                                .v1()
                                .events()
                                .inNamespace("default")
                                .list()
                                .getItems())
                        .anySatisfy(event -> {
                            assertThat(event.getReason()).isEqualTo("InvalidPolicy");
                            assertThat(event.getInvolvedObject().getKind()).isEqualTo("NodeSLO");
                            assertThat(event.getMessage()).contains("cpuSuppressPolicy");
                        }));
        eventually().untilAsserted(() -> assertThat(get("/capabilities")).contains("the last good policy is in force"));
        assertThat(quota()).isPositive();
    }

    @Test
    void replaysWhatItHasSeenUnderAnotherPolicy() throws Exception {
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        Objects.requireNonNull(agent).destroy();
        assertThat(Objects.requireNonNull(agent).waitFor(60, TimeUnit.SECONDS)).isTrue();
        String seen = folder.resolve("state/observations.jsonl").toString();
        assertThat(run("replay", seen, "--kubelet-min-uptime=0s")).isZero();
        assertThat(Files.readString(folder.resolve("replay.log")))
                .contains(" suppress acts: OnlineUsage: ")
                .contains(" idle acts: OnlineFirst: ")
                .doesNotContain("is left out");
        Path other = Files.writeString(
                folder.resolve("other.yaml"), "spec:\n  resourceUsedThresholdWithBE:\n    enable: false\n");
        assertThat(run("replay", seen, "--slo", other.toString())).isZero();
        assertThat(Files.readString(folder.resolve("replay.log")))
                .contains("under the other NodeSLO")
                .doesNotContain("OnlineUsage");
        assertThat(run("replay", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(run("replay", seen, "--slo-text={\"resourceUsedThresholdWithBE\":{\"enable\":false}}"))
                .isZero();
        assertThat(Files.readString(folder.resolve("replay.log"))).contains("under the other NodeSLO");
        assertThat(run("replay", seen, "--slo-text={\"resourceUsedThresholdWithBE\":{\"enable\":3}}"))
                .isEqualTo(2);
        assertThat(run("recorded", "--state-dir=" + folder.resolve("state"))).isZero();
        assertThat(Files.readString(folder.resolve("recorded.log"))).isEqualTo(Files.readString(Path.of(seen)));
    }
}
