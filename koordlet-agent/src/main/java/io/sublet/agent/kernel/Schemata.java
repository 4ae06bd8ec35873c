package io.sublet.agent.kernel;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which parts of the caches and of the memory bandwidth a resctrl group may use: the file {@code schemata} in resctrl.rst of the
 * kernel's documentation.
 *
 * @param lines by kind of resource ({@code L3}, {@code L3CODE}, {@code MB}, …) the value of each domain: of a cache a mask of its
 *     ways in hexadecimal, of bandwidth a decimal number; without leading zeros
 */
public record Schemata(SortedMap<String, SortedMap<Integer, String>> lines) {
    private static final Pattern LINE = Pattern.compile("\\s*([A-Z0-9_]+)\\s*:\\s*(\\S.*)");
    private static final Pattern DOMAIN = Pattern.compile("\\s*([0-9]{1,9})\\s*=\\s*([0-9a-fA-F]{1,16})\\s*");

    public Schemata {
        SortedMap<String, SortedMap<Integer, String>> copy = new TreeMap<>();
        lines.forEach((kind, domains) -> copy.put(kind, Collections.unmodifiableSortedMap(new TreeMap<>(domains))));
        lines = Collections.unmodifiableSortedMap(copy);
    }

    /** Reads the file; empty if a line is not of its form. */
    public static Optional<Schemata> parse(String text) {
        SortedMap<String, SortedMap<Integer, String>> lines = new TreeMap<>();
        for (String line : text.lines().filter(any -> !any.isBlank()).toList()) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                return Optional.empty();
            }
            SortedMap<Integer, String> domains = new TreeMap<>();
            for (String domain : parts.group(2).split(";", -1)) {
                Matcher value = DOMAIN.matcher(domain);
                if (!value.matches()) {
                    return Optional.empty();
                }
                domains.put(Integer.valueOf(value.group(1)), plain(value.group(2)));
            }
            lines.put(parts.group(1), domains);
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Schemata(lines));
    }

    private static String plain(String number) {
        return number.strip().toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    }

    /** These lines with the domains of others put over them. */
    public Schemata with(Map<String, ? extends Map<Integer, String>> others) {
        SortedMap<String, SortedMap<Integer, String>> all = new TreeMap<>();
        lines.forEach((kind, domains) -> all.put(kind, new TreeMap<>(domains)));
        others.forEach((kind, domains) -> {
            SortedMap<Integer, String> known = all.get(kind);
            if (known != null) {
                domains.forEach((domain, value) -> known.computeIfPresent(domain, (same, old) -> value));
            }
        });
        return new Schemata(all);
    }

    /** The text to write: one write, all lines or none are taken. */
    public String render() {
        return lines.entrySet().stream()
                .map(line -> line.getKey() + ":"
                        + line.getValue().entrySet().stream()
                                .map(domain -> domain.getKey() + "=" + domain.getValue())
                                .collect(Collectors.joining(";")))
                .collect(Collectors.joining("\n"));
    }
}
