package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.replay.ObservationLog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    private static final List<String> REQUIRED = List.of("--node-name=n", "--api-server=https://h:6443");

    @Test
    void hasTheseDefaults() {
        assertThat(ConfigLoader.load(REQUIRED, Map.of()))
                .isEqualTo(new AgentConfig(
                        new AgentConfig.ClusterSettings(
                                "n",
                                URI.create("https://h:6443"),
                                "/var/run/secrets/kubernetes.io/serviceaccount/token",
                                "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
                                Optional.empty()),
                        new AgentConfig.Paths(
                                "/sys/fs/cgroup",
                                "auto",
                                "/proc",
                                "/sys",
                                "/var/lib/kubelet/cpu_manager_state",
                                "/var/lib/kubelet/config.yaml",
                                new AgentConfig.Disks("/var/lib/kubelet", "/var/lib/containerd", "/var/log/pods"),
                                "/var/lib/sublet-agent"),
                        new AgentConfig.Timing(
                                Duration.ofSeconds(1),
                                Duration.ofMillis(20),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30)),
                        new AgentConfig.Reporting(true, false, Duration.ofHours(24)),
                        new AgentConfig.Serving("0.0.0.0", 9316, new AgentConfig.Series(false, false), "info", true),
                        new AgentConfig.Acting(Mode.OBSERVE, 3, ObservationLog.Keep.ACTS, Optional.empty())));
    }

    @Test
    void takesEveryKeyFromTheCommandLine() {
        assertThat(ConfigLoader.load(
                        List.of(
                                "--node-name=m",
                                "--api-server=http://x:1",
                                "--token-file=/t",
                                "--ca-file=/c",
                                "--prometheus-url=http://p:2",
                                "--mode=enforce",
                                "--cgroup-root=/cg",
                                "--kubelet-cgroup-root=/k",
                                "--proc-root=/p",
                                "--sys-root=/s",
                                "--cpu-manager-state=/m",
                                "--kubelet-config=/kc",
                                "--kubelet-root=/a",
                                "--runtime-root=/b",
                                "--pod-logs=/c",
                                "--state-dir=/d",
                                "--report-topology=false",
                                "--prediction-cold-start=2h",
                                "--restore-on-exit=false",
                                "--tick=2s",
                                "--fast-tick=50ms",
                                "--blind-after=20s",
                                "--evictions-per-minute=0",
                                "--nri-socket=/nri.sock",
                                "--record-observations=all",
                                "--kubelet-min-uptime=5s",
                                "--http-host=127.0.0.1",
                                "--http-port=1",
                                "--pod-metrics=true",
                                "--koordlet-metrics=true",
                                "--collect-cpi=true",
                                "--log-level=debug"),
                        Map.of()))
                .isEqualTo(new AgentConfig(
                        new AgentConfig.ClusterSettings(
                                "m", URI.create("http://x:1"), "/t", "/c", Optional.of(URI.create("http://p:2"))),
                        new AgentConfig.Paths(
                                "/cg", "/k", "/p", "/s", "/m", "/kc", new AgentConfig.Disks("/a", "/b", "/c"), "/d"),
                        new AgentConfig.Timing(
                                Duration.ofSeconds(2),
                                Duration.ofMillis(50),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(5)),
                        new AgentConfig.Reporting(false, true, Duration.ofHours(2)),
                        new AgentConfig.Serving("127.0.0.1", 1, new AgentConfig.Series(true, true), "debug", false),
                        new AgentConfig.Acting(Mode.ENFORCE, 0, ObservationLog.Keep.ALL, Optional.of("/nri.sock"))));
    }

    @Test
    void prefersCommandLineToEnvironmentToFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"), "# a comment\nnode-name: file\nmode: \"enforce\"\nhttp-port=7\n");
        AgentConfig config = ConfigLoader.load(
                List.of("--api-server=http://x", "--http-port=9", "--config=" + file),
                Map.of("SUBLET_AGENT_NODE_NAME", "environment", "SUBLET_AGENT_HTTP_PORT", "8"));
        assertThat(config.serving().httpPort()).isEqualTo(9);
        assertThat(config.cluster().nodeName()).isEqualTo("environment");
        assertThat(config.mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void findsTheApiServerOfItsOwnPod() {
        AgentConfig config = ConfigLoader.load(
                List.of("--node-name=n"),
                Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443"));
        assertThat(config.cluster().apiServer()).isEqualTo(URI.create("https://[fd00::1]:443"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--stat-dir=/x | unknown key 'stat-dir'; did you mean 'state-dir'?",
                "--node=x | unknown key 'node'; did you mean 'node-name'?",
                "--Node_Name=x | unknown key 'Node_Name'; did you mean 'node-name'?",
                "--metrics=x | unknown key 'metrics'; did you mean 'pod-metrics' or 'koordlet-metrics'?",
                "--nonsense=x | unknown key 'nonsense'; known are node-name, api-server,",
                "--nonsense | unknown key 'nonsense'; known are node-name, api-server,",
                "--x=y | unknown key 'x'; known are node-name, api-server,",
                "--mode | --mode lacks a value: write --mode=value",
                "--config | --config lacks a value: write --config=value",
                "resotre | is no command and not of the form --key=value; see --help",
                "--tick=1h | tick must be in 100ms..10s, was 3600s",
                "--prometheus-url=p | prometheus-url must be an http or https URL, was p",
                "--tick=soon | tick: 'soon' is not a duration",
                "--http-port=99999 | http-port must be in 0..65535, was 99999",
                "--evictions-per-minute=61 | evictions-per-minute must be in 0..60, was 61",
                "--record-observations=some | record-observations must be none, acts or all, was some",
                "--mode=maybe | mode must be observe, enforce or off, was maybe",
                "--state-dir=x | state-dir must be an absolute path",
                "observe | is no command and not of the form --key=value; see --help"
            })
    void saysWhatIsWrongWithASetting(String argument, String message) {
        List<String> arguments = List.of(REQUIRED.get(0), REQUIRED.get(1), argument);
        assertThatThrownBy(() -> ConfigLoader.load(arguments, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void asksForTheClusterItNeeds() {
        assertThatThrownBy(() -> ConfigLoader.load(List.of("--node-name=n"), Map.of()))
                .hasMessage("no API server: set api-server, or run in a pod");
        assertThatThrownBy(() -> ConfigLoader.load(List.of("--api-server=http://x"), Map.of()))
                .hasMessage("node-name is required");
    }

    @Test
    void helpNamesEveryKey() {
        for (ConfigKey key : ConfigKey.values()) {
            assertThat(ConfigLoader.help()).contains("--" + key.key()).contains(key.environmentVariable());
        }
    }
}
