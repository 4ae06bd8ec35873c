package io.sublet.e2e.bench.manager;

import java.util.List;

/** A text with gaps, {@code %s} each. Filling it costs a small part of what formatting does, which here would be measured too. */
record Template(List<String> parts, int length) {
    static Template of(String text) {
        return new Template(List.of(text.split("%s", -1)), text.length());
    }

    /** @param values as many as there are gaps */
    String with(String... values) {
        if (values.length != parts.size() - 1) {
            throw new IllegalArgumentException(values.length + " values for " + (parts.size() - 1) + " gaps");
        }
        int whole = length;
        for (String value : values) {
            whole += value.length();
        }
        StringBuilder text = new StringBuilder(whole).append(parts.getFirst());
        for (int i = 0; i < values.length; i++) {
            text.append(values[i]).append(parts.get(i + 1));
        }
        return text.toString();
    }
}
