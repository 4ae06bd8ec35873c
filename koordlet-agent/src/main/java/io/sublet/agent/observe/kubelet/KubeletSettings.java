package io.sublet.agent.observe.kubelet;

import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of the kubelet that matter to the placement of pods, each as the kubelet's configuration calls it. A setting that is
 * absent has the kubelet's default, or could not be seen.
 */
public record KubeletSettings(Map<String, String> values) {
    public static final KubeletSettings UNKNOWN = new KubeletSettings(Map.of());

    private static final String OPTIONS = "cpuManagerPolicyOptions";

    /** Names in the configuration file by name of the flag. */
    private static final Map<String, String> FLAGS = Map.of(
            "cpu-manager-policy", "cpuManagerPolicy",
            "cpu-manager-policy-options", OPTIONS,
            "topology-manager-policy", "topologyManagerPolicy",
            "topology-manager-scope", "topologyManagerScope",
            "reserved-cpus", "reservedSystemCPUs");

    public KubeletSettings {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /**
     * From the kubelet's command line, whose flags go before its configuration file.
     *
     * @param commandLine the arguments, as /proc/pid/cmdline separates them
     * @param file the settings of the file
     */
    public static KubeletSettings of(String commandLine, KubeletSettings file) {
        Map<String, String> values = new LinkedHashMap<>(file.values);
        String[] arguments = commandLine.split("\0", -1);
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.indexOf('=');
            String flag = (equals < 0 ? argument : argument.substring(0, equals)).replaceFirst("^--?", "");
            String name = FLAGS.get(flag);
            if (name != null && argument.startsWith("-")) {
                String next = i + 1 < arguments.length ? arguments[i + 1] : "";
                values.put(name, equals < 0 ? next : argument.substring(equals + 1));
            }
        }
        return new KubeletSettings(values);
    }

    /**
     * From the text of a KubeletConfiguration, YAML or JSON: the scalars at its top and the options of the CPU manager, which is
     * all that is looked for.
     */
    public static KubeletSettings parse(String configuration) {
        return configuration.startsWith("{") ? parseJson(configuration) : parseYaml(configuration);
    }

    private static KubeletSettings parseJson(String configuration) {
        try {
            JsonObject json = Json.parseObject(configuration);
            Map<String, String> values = new LinkedHashMap<>();
            for (String name : FLAGS.values()) {
                if (name.equals(OPTIONS)) {
                    putOptions(values, json.textMap(OPTIONS));
                } else {
                    json.text(name).ifPresent(value -> values.put(name, value));
                }
            }
            return new KubeletSettings(values);
        } catch (JsonException e) {
            return UNKNOWN;
        }
    }

    private static KubeletSettings parseYaml(String configuration) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> options = new TreeMap<>();
        boolean inOptions = false;
        for (String line : configuration.lines().toList()) {
            String text = line.replaceFirst("(^|\\s)#.*$", "");
            int colon = text.indexOf(':');
            boolean atTop = !text.isEmpty() && !Character.isWhitespace(text.charAt(0));
            if (colon <= 0) {
                continue;
            }
            String key = unquoted(text.substring(0, colon).strip());
            String value = text.substring(colon + 1).strip();
            if (atTop) {
                inOptions = key.equals(OPTIONS);
                if (inOptions) {
                    flowMap(value, options);
                } else if (FLAGS.containsValue(key) && !value.isEmpty()) {
                    values.put(key, unquoted(value));
                }
            } else if (inOptions) {
                options.put(key, unquoted(value));
            }
        }
        putOptions(values, options);
        return new KubeletSettings(values);
    }

    /** {@code {key: value, key: value}}. */
    private static void flowMap(String text, Map<String, String> into) {
        for (String entry : text.replaceAll("[{}]", "").split(",", -1)) {
            int colon = entry.indexOf(':');
            if (colon > 0) {
                into.put(
                        unquoted(entry.substring(0, colon).strip()),
                        unquoted(entry.substring(colon + 1).strip()));
            }
        }
    }

    /** In order of their names, so that the same options are the same text. */
    private static void putOptions(Map<String, String> values, Map<String, String> options) {
        if (!options.isEmpty()) {
            values.put(
                    OPTIONS,
                    new TreeMap<>(options)
                            .entrySet().stream()
                                    .map(option -> option.getKey() + "=" + option.getValue())
                                    .collect(Collectors.joining(",")));
        }
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2
                && text.charAt(0) == text.charAt(text.length() - 1)
                && (text.startsWith("\"") || text.startsWith("'"));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** A command line that says the same and nothing else, its arguments separated as in /proc/pid/cmdline. */
    public String commandLine() {
        StringBuilder line = new StringBuilder("kubelet\0");
        FLAGS.forEach((flag, name) -> {
            if (values.containsKey(name)) {
                line.append("--")
                        .append(flag)
                        .append('=')
                        .append(values.get(name))
                        .append('\0');
            }
        });
        return line.toString();
    }

    public Optional<String> cpuManagerPolicy() {
        return Optional.ofNullable(values.get("cpuManagerPolicy"));
    }

    /** Such as {@code full-pcpus-only} with {@code true}. */
    public Map<String, String> cpuManagerPolicyOptions() {
        Map<String, String> options = new TreeMap<>();
        for (String option : values.getOrDefault(OPTIONS, "").split(",", -1)) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                options.put(
                        option.substring(0, equals).strip(),
                        option.substring(equals + 1).strip());
            }
        }
        return options;
    }

    public String topologyManagerPolicy() {
        return values.getOrDefault("topologyManagerPolicy", "none");
    }

    public String topologyManagerScope() {
        return values.getOrDefault("topologyManagerScope", "container");
    }

    /** CPUs that the kubelet is told to keep for the system; empty if they are not named. */
    public CpuSet reservedCpus() {
        return CpuSet.parse(values.getOrDefault("reservedSystemCPUs", "")).orElse(CpuSet.EMPTY);
    }
}
