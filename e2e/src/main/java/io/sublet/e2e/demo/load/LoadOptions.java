package io.sublet.e2e.demo.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Options of the form {@code --key=value}; a key that nobody asked for is an error. */
final class LoadOptions {
    private final Map<String, String> values;

    private LoadOptions(Map<String, String> values) {
        this.values = values;
    }

    static LoadOptions parse(List<String> arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("not of the form --key=value: " + argument);
            }
            values.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        return new LoadOptions(values);
    }

    int positive(String key, int otherwise) {
        double value = decimal(key, otherwise);
        if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("--" + key + " is not a whole number: " + value);
        }
        return (int) value;
    }

    /** A number above 0. */
    double decimal(String key, double otherwise) {
        String text = values.remove(key);
        if (text == null) {
            return otherwise;
        }
        double value = Double.parseDouble(text);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("--" + key + " is not above 0: " + text);
        }
        return value;
    }

    String required(String key) {
        String text = values.remove(key);
        if (text == null) {
            throw new IllegalArgumentException("missing: --" + key);
        }
        return text;
    }

    /** Whether it is said to be so. */
    boolean flag(String key) {
        String text = values.remove(key);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("--" + key + " is neither true nor false: " + text);
        }
        return "true".equals(text);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.remove(key));
    }

    long seed(String key, long otherwise) {
        String text = values.remove(key);
        return text == null ? otherwise : Long.parseLong(text);
    }

    Optional<Duration> seconds(String key) {
        return values.containsKey(key)
                ? Optional.of(Duration.ofMillis(Math.round(decimal(key, 1) * 1000)))
                : Optional.empty();
    }

    void requireAllUsed() {
        if (!values.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown: --" + values.keySet().iterator().next());
        }
    }
}
