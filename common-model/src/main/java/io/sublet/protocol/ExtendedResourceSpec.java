package io.sublet.protocol;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#EXTENDED_RESOURCE_SPEC}: what each container asks for in batch resources, kept where
 * a container runtime's requests cannot carry it. Quantities stay as their text, so that resources unknown here survive.
 *
 * @param containers by container name
 */
public record ExtendedResourceSpec(Map<String, Container> containers) {
    /** One container's quantities by resource name. */
    public record Container(Map<String, String> requests, Map<String, String> limits) {
        public Container {
            requests = sorted(requests);
            limits = sorted(limits);
        }
    }

    public ExtendedResourceSpec {
        containers = sorted(containers);
    }

    public static Parsed<ExtendedResourceSpec> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject containers = Json.parseObject(text).objectOrEmpty("containers");
            Map<String, Container> byName = new TreeMap<>();
            for (String name : containers.fields().keySet()) {
                containers
                        .object(name)
                        .ifPresent(container -> byName.put(
                                name, new Container(container.textMap("requests"), container.textMap("limits"))));
            }
            return new ExtendedResourceSpec(byName);
        });
    }

    /** The annotation's text: keys sorted, empty parts left out, {@code {}} when nothing is asked for. */
    public String render() {
        if (containers.isEmpty()) {
            return "{}";
        }
        Map<String, Object> byName = new TreeMap<>();
        containers.forEach((name, container) -> {
            Map<String, Object> parts = new TreeMap<>();
            if (!container.limits.isEmpty()) {
                parts.put("limits", container.limits);
            }
            if (!container.requests.isEmpty()) {
                parts.put("requests", container.requests);
            }
            byName.put(name, parts);
        });
        return Json.write(Map.of("containers", byName));
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
