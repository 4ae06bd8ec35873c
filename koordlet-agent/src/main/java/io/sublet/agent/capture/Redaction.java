package io.sublet.agent.capture;

import io.sublet.agent.observe.kubelet.KubeletSettings;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes from what was read that which names or tells something about others: names of processes and containers, and the parts of the
 * kubelet's settings that the agent does not use. Pods and containers are known by their uids alone.
 */
final class Redaction {
    private static final Pattern PROCESS_FILE = Pattern.compile("proc/([0-9]+)/(comm|cmdline|stat)");
    private static final Pattern PROCESS_NAME = Pattern.compile("\\((.*)\\)", Pattern.DOTALL);

    private Redaction() {}

    /**
     * A file as it goes into the archive.
     *
     * @param name its name in the archive
     */
    static String of(String name, String text) {
        Matcher process = PROCESS_FILE.matcher(name);
        if (process.matches()) {
            return switch (process.group(2)) {
                case "comm" -> text.strip().equals("kubelet") ? text : "other\n";
                case "cmdline" ->
                    KubeletSettings.of(text, KubeletSettings.UNKNOWN).commandLine();
                default -> PROCESS_NAME.matcher(text).replaceFirst("(process)");
            };
        }
        return switch (name) {
            case "kubelet/config" ->
                KubeletSettings.parse(text).values().entrySet().stream()
                        .map(setting -> "\"" + setting.getKey() + "\": \"" + setting.getValue() + "\"\n")
                        .collect(Collectors.joining());
            case "kubelet/cpu_manager_state" -> withoutContainers(text);
            default -> text;
        };
    }

    private static String withoutContainers(String state) {
        try {
            JsonObject json = Json.parseObject(state);
            Map<String, @Nullable Object> pods = new LinkedHashMap<>();
            JsonObject entries = json.objectOrEmpty("entries");
            for (String uid : entries.fields().keySet()) {
                Map<String, String> containers = new LinkedHashMap<>();
                entries.textMap(uid).values().forEach(cpus -> containers.put("c" + containers.size(), cpus));
                pods.put(uid, containers);
            }
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(json.fields());
            fields.put("entries", pods);
            return Json.write(fields);
        } catch (JsonException e) {
            return "{}";
        }
    }
}
