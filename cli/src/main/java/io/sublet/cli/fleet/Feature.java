package io.sublet.cli.fleet;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that was asked of an agent, and how far it goes on its node.
 *
 * @param state {@code enforced}, {@code degraded}, {@code impossible}, {@code observed} or {@code off}
 */
public record Feature(String name, String state, String reason) {
    /** @throws io.sublet.protocol.json.JsonException if it is no list of capabilities */
    public static List<Feature> parse(String capabilities) {
        return Json.parseObject(capabilities).objects("capabilities").stream()
                .map(Feature::of)
                .toList();
    }

    private static Feature of(JsonObject capability) {
        return new Feature(
                capability.string("feature").orElse(""),
                capability.string("state").orElse(""),
                capability.string("reason").orElse(""));
    }

    /** Whether the node does less than is asked of it. */
    public boolean isLimited() {
        return state.equals("impossible") || state.equals("degraded");
    }

    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("feature", name);
        tree.put("state", state);
        tree.put("reason", reason);
        return tree;
    }
}
