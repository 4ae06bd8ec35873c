package io.sublet.agent;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.replay.ObservationLog;
import io.sublet.protocol.GoDurations;
import io.sublet.protocol.json.JsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the settings: {@code --key=value}, then the environment, then the file given by {@code --config} (lines of
 * {@code key: value} or {@code key=value}), then the default. The first that has a key counts.
 */
final class ConfigLoader {
    private static final String FILE_OPTION = "config";

    private final Map<ConfigKey, String> values = new EnumMap<>(ConfigKey.class);
    private final Map<String, String> environment;

    private ConfigLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The settings of an agent.
     *
     * @throws ConfigException if one cannot be used
     */
    static AgentConfig load(List<String> arguments, Map<String, String> environment) {
        return read(arguments, environment).config();
    }

    /** The paths alone, for a command that needs no cluster. */
    static AgentConfig.Paths loadPaths(List<String> arguments, Map<String, String> environment) {
        return read(arguments, environment).paths();
    }

    /** Periods and limits of time alone, for a replay. */
    static AgentConfig.Timing loadTiming(List<String> arguments, Map<String, String> environment) {
        return read(arguments, environment).timing();
    }

    private static ConfigLoader read(List<String> arguments, Map<String, String> environment) {
        ConfigLoader loader = new ConfigLoader(environment);
        String file = environment.getOrDefault("SUBLET_AGENT_CONFIG", "");
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                throw new ConfigException(
                        "'" + argument + "' is no command and not of the form --key=value; see --help");
            }
            int equals = argument.indexOf('=');
            String key = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (equals < 0) {
                throw key.equals(FILE_OPTION) || ConfigKey.of(key).isPresent()
                        ? new ConfigException("--" + key + " lacks a value: write --" + key + "=value")
                        : unknown(key);
            }
            if (key.equals(FILE_OPTION)) {
                file = argument.substring(equals + 1);
            } else {
                loader.put(key, argument.substring(equals + 1));
            }
        }
        for (ConfigKey key : ConfigKey.values()) {
            String value = environment.get(key.environmentVariable());
            if (value != null) {
                loader.values.putIfAbsent(key, value);
            }
        }
        if (!file.isEmpty()) {
            loader.readFile(file);
        }
        return loader;
    }

    private void readFile(String file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new ConfigException("cannot read the file " + file + ": " + e.getMessage());
        }
        Map<ConfigKey, String> before = new EnumMap<>(values);
        for (String line : lines) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#") || text.equals("---")) {
                continue;
            }
            String[] parts = text.split("\\s*[:=]\\s*", 2);
            if (parts.length != 2) {
                throw new ConfigException(file + ": not of the form 'key: value': " + text);
            }
            put(parts[0], unquoted(parts[1]));
        }
        values.putAll(before);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2
                && text.charAt(0) == text.charAt(text.length() - 1)
                && (text.startsWith("\"") || text.startsWith("'"));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private void put(String key, String value) {
        values.put(ConfigKey.of(key).orElseThrow(() -> unknown(key)), value);
    }

    private static ConfigException unknown(String key) {
        List<String> near = ConfigKey.near(key);
        return new ConfigException("unknown key '" + key + "'; "
                + (near.isEmpty()
                        ? "known are "
                                + joined(", ", Stream.of(ConfigKey.values()).map(ConfigKey::key))
                        : "did you mean " + joined(" or ", near.stream().map(name -> "'" + name + "'")) + "?"));
    }

    private static String joined(String between, Stream<String> names) {
        return names.collect(Collectors.joining(between));
    }

    private String text(ConfigKey key) {
        return values.getOrDefault(key, key.defaultValue());
    }

    private AgentConfig config() {
        return new AgentConfig(
                new AgentConfig.ClusterSettings(
                        text(ConfigKey.NODE_NAME),
                        apiServer(),
                        text(ConfigKey.TOKEN_FILE),
                        text(ConfigKey.CA_FILE),
                        Optional.of(text(ConfigKey.PROMETHEUS_URL))
                                .filter(url -> !url.isEmpty())
                                .map(url -> url(ConfigKey.PROMETHEUS_URL, url))),
                paths(),
                timing(),
                new AgentConfig.Reporting(
                        flag(ConfigKey.REPORT_TOPOLOGY),
                        flag(ConfigKey.COLLECT_CPI),
                        duration(ConfigKey.PREDICTION_COLD_START)),
                new AgentConfig.Serving(
                        text(ConfigKey.HTTP_HOST),
                        number(ConfigKey.HTTP_PORT),
                        new AgentConfig.Series(flag(ConfigKey.POD_METRICS), flag(ConfigKey.KOORDLET_METRICS)),
                        text(ConfigKey.LOG_LEVEL),
                        flag(ConfigKey.RESTORE_ON_EXIT)),
                new AgentConfig.Acting(
                        Mode.parse(text(ConfigKey.MODE))
                                .orElseThrow(() -> new ConfigException(
                                        "mode must be observe, enforce or off, was " + text(ConfigKey.MODE))),
                        number(ConfigKey.EVICTIONS_PER_MINUTE),
                        ObservationLog.Keep.parse(text(ConfigKey.RECORD_OBSERVATIONS))
                                .orElseThrow(
                                        () -> new ConfigException("record-observations must be none, acts or all, was "
                                                + text(ConfigKey.RECORD_OBSERVATIONS))),
                        Optional.of(text(ConfigKey.NRI_SOCKET)).filter(path -> !path.isEmpty())));
    }

    private AgentConfig.Timing timing() {
        return new AgentConfig.Timing(
                duration(ConfigKey.TICK),
                duration(ConfigKey.FAST_TICK),
                duration(ConfigKey.BLIND_AFTER),
                duration(ConfigKey.KUBELET_MIN_UPTIME));
    }

    private AgentConfig.Paths paths() {
        return new AgentConfig.Paths(
                text(ConfigKey.CGROUP_ROOT),
                text(ConfigKey.KUBELET_CGROUP_ROOT),
                text(ConfigKey.PROC_ROOT),
                text(ConfigKey.SYS_ROOT),
                text(ConfigKey.CPU_MANAGER_STATE),
                text(ConfigKey.KUBELET_CONFIG),
                new AgentConfig.Disks(
                        text(ConfigKey.KUBELET_ROOT), text(ConfigKey.RUNTIME_ROOT), text(ConfigKey.POD_LOGS)),
                text(ConfigKey.STATE_DIR));
    }

    private URI apiServer() {
        String given = text(ConfigKey.API_SERVER);
        if (given.isEmpty()) {
            String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
            String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
            if (host.isEmpty()) {
                throw new ConfigException("no API server: set api-server, or run in a pod");
            }
            given = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
        return url(ConfigKey.API_SERVER, given);
    }

    private static URI url(ConfigKey key, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key.key() + " is not a URL: " + text);
        }
    }

    private Duration duration(ConfigKey key) {
        try {
            return GoDurations.parse(text(key));
        } catch (JsonException e) {
            throw new ConfigException(key.key() + ": " + e.getMessage() + "; write 100ms, 1s or 5m");
        }
    }

    private int number(ConfigKey key) {
        String text = text(key);
        if (!text.matches("[0-9]{1,9}")) {
            throw new ConfigException(key.key() + " must be a number, was " + text);
        }
        return Integer.parseInt(text);
    }

    private boolean flag(ConfigKey key) {
        String text = text(key);
        if (!text.equals("true") && !text.equals("false")) {
            throw new ConfigException(key.key() + " must be true or false, was " + text);
        }
        return text.equals("true");
    }

    /** The table of all settings. */
    static String help() {
        String head = """
            Usage: sublet-agent [--key=value …]            run the agent
                   sublet-agent restore [--key=value …]    give back what a crashed agent held
                   sublet-agent capture --output=FILE.tar.gz [--observations=3] [--key=value …]
                                                           copy what the agent reads of the node, without names
                   sublet-agent replay [FILE…] [--slo=FILE]
                                                           what policies decide on observations that were kept
                   sublet-agent recorded [--key=value …]   print the observations that are kept
                   sublet-agent --help

            A setting comes from --key=value, the environment, the file of --config, or its default.

            """;
        return Stream.of(ConfigKey.values())
                .map(key -> String.format(
                        "  --%-20s %-34s %s%s%n",
                        key.key(),
                        key.environmentVariable(),
                        key.help(),
                        key.defaultValue().isEmpty() ? "" : " [" + key.defaultValue() + "]"))
                .collect(Collectors.joining("", head, ""));
    }
}
