package io.sublet.cli.render;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parts of documents. What is missing is null. */
final class Trees {
    private Trees() {}

    static Map<String, @Nullable Object> object() {
        return new LinkedHashMap<>();
    }

    static @Nullable Object orNull(Reading<?> reading) {
        return reading.map(Object.class::cast).toOptional().orElse(null);
    }

    static @Nullable Object orNull(Optional<?> value) {
        return value.map(Object.class::cast).orElse(null);
    }

    static Map<String, @Nullable Object> amount(CpuMemory amount) {
        Map<String, @Nullable Object> tree = object();
        tree.put("milliCpu", amount.cpu().value());
        tree.put("bytes", amount.memory().value());
        return tree;
    }

    static @Nullable Object amount(Reading<CpuMemory> amount) {
        return amount.map(Trees::amount).toOptional().orElse(null);
    }

    static List<Object> list(List<?> items) {
        return List.copyOf(items);
    }
}
