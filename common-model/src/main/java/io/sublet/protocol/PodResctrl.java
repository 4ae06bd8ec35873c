package io.sublet.protocol;

import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#RESCTRL}: cache and memory bandwidth of one pod.
 *
 * @param cache of every last-level cache; empty for the whole
 * @param cacheById of single ones, by the kernel's number
 * @param bandwidth of every memory; empty for the whole
 * @param bandwidthById of single ones, by the number of their cache
 */
public record PodResctrl(
        Optional<Range> cache,
        Map<Integer, Range> cacheById,
        Optional<Percent> bandwidth,
        Map<Integer, Percent> bandwidthById) {
    /**
     * A range of cache ways in percent.
     *
     * @param start 0..99
     * @param end above {@code start}, up to 100
     */
    public record Range(Percent start, Percent end) {}

    public PodResctrl {
        cacheById = Collections.unmodifiableMap(new TreeMap<>(cacheById));
        bandwidthById = Collections.unmodifiableMap(new TreeMap<>(bandwidthById));
    }

    public static Parsed<PodResctrl> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject root = Json.parseObject(text);
            JsonObject llc = root.objectOrEmpty("llc");
            JsonObject mb = root.objectOrEmpty("mb");
            return new PodResctrl(
                    llc.object("schemata").map(PodResctrl::range),
                    byId(llc, PodResctrl::range),
                    mb.object("schemata").map(PodResctrl::percent),
                    byId(mb, PodResctrl::percent));
        });
    }

    private static <T> Map<Integer, T> byId(JsonObject part, Function<JsonObject, T> parser) {
        Map<Integer, T> values = new TreeMap<>();
        for (JsonObject cache : part.objects("schemataPerCache")) {
            long id = Fields.integer(cache, "cacheid", 0, Integer.MAX_VALUE)
                    .orElseThrow(() -> new JsonException(cache.pathOf("cacheid") + " must be there"));
            values.put(Math.toIntExact(id), parser.apply(cache));
        }
        return values;
    }

    private static Range range(JsonObject part) {
        var bounds = part.list("range");
        if (bounds.size() == 2
                && bounds.get(0) instanceof Long start
                && bounds.get(1) instanceof Long end
                && start >= 0
                && start < end
                && end <= 100) {
            return new Range(new Percent(start), new Percent(end));
        }
        throw new JsonException(part.pathOf("range")
                + " must be two whole numbers in 0..100, the second above the first, was " + bounds);
    }

    private static Percent percent(JsonObject part) {
        return Fields.percent(part, "percent", 1, 100)
                .orElseThrow(() -> new JsonException(part.pathOf("percent") + " must be there"));
    }
}
