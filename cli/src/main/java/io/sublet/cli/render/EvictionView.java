package io.sublet.cli.render;

import io.sublet.cli.fleet.Decision;
import io.sublet.cli.fleet.PodName;
import io.sublet.cli.render.Style.Tone;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a pod went: what the agents decided, and what the cluster says happened. */
public record EvictionView(PodName pod, List<Decision> decisions, List<JsonObject> events) implements View {
    public EvictionView {
        decisions = List.copyOf(decisions);
        events = List.copyOf(events);
    }

    public boolean isEmpty() {
        return decisions.isEmpty() && events.isEmpty();
    }

    @Override
    public String text(Style style) {
        StringBuilder page = new StringBuilder();
        if (!events.isEmpty()) {
            page.append(style.mark("What happened", Tone.BOLD)).append('\n');
            events.forEach(event -> page.append(at(event))
                    .append(' ')
                    .append(event.string("reason").orElse(""))
                    .append(": ")
                    .append(event.string("message").orElse(""))
                    .append('\n'));
        }
        if (!decisions.isEmpty()) {
            page.append(page.isEmpty() ? "" : "\n")
                    .append(style.mark("Why", Tone.BOLD))
                    .append('\n');
            decisions.forEach(decision ->
                    page.append("on ").append(decision.node()).append(", ").append(decision.lines()));
        }
        return page.toString();
    }

    private static String at(JsonObject event) {
        return event.string("lastTimestamp").or(() -> event.string("eventTime")).orElse("");
    }

    @Override
    public Object tree() {
        Map<String, @Nullable Object> tree = Trees.object();
        tree.put("namespace", pod.namespace());
        tree.put("name", pod.name());
        tree.put(
                "events",
                events.stream()
                        .map(event -> Map.of(
                                "at", at(event),
                                "reason", event.string("reason").orElse(""),
                                "message", event.string("message").orElse("")))
                        .toList());
        tree.put(
                "decisions",
                decisions.stream()
                        .map(decision -> {
                            Map<String, @Nullable Object> entry = Trees.object();
                            entry.put("node", decision.node());
                            entry.putAll(decision.document());
                            return entry;
                        })
                        .toList());
        return tree;
    }
}
