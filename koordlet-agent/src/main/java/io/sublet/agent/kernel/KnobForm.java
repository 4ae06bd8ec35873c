package io.sublet.agent.kernel;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the text of a knob becomes a value and the other way round. */
enum KnobForm {
    /** A number that may be negative. */
    SIGNED,
    /** Bytes, or no limit. */
    AMOUNT,
    /** A value for each block device; see {@link DeviceKnobs}. */
    DEVICES,
    /** Cache and bandwidth of a resctrl group; see {@link Schemata}. */
    SCHEMATA,
    /** Any text. */
    TEXT,
    /** Written to have something done; there is nothing to read. */
    TRIGGER,
    /** Read by readers of its own. */
    MANY;

    private static final Pattern SIGNED_NUMBER = Pattern.compile("-?[0-9]{1,18}");

    /** Beyond any machine's memory, below the largest number of whole pages of any size. */
    private static final long NO_LIMIT_BYTES = 1L << 62;

    Optional<KnobValue> parse(Knob knob, String text) {
        return switch (this) {
            case SIGNED ->
                SIGNED_NUMBER.matcher(text).matches()
                        ? Optional.of(new KnobValue.Whole(Long.parseLong(text)))
                        : Optional.empty();
            case AMOUNT -> amount(text);
            case DEVICES -> Optional.of(new KnobValue.Devices(DeviceKnobs.parse(knob, text)));
            case SCHEMATA -> Schemata.parse(text).map(Schemata::render).map(KnobValue.Text::new);
            case TEXT -> Optional.of(new KnobValue.Text(text));
            case TRIGGER -> Optional.empty();
            case MANY -> throw new IllegalStateException(knob + " has more than one value");
        };
    }

    /** What v1 shows for no limit is the largest number of whole pages. */
    private static Optional<KnobValue> amount(String text) {
        if (text.equals("max")) {
            return Optional.of(new KnobValue.Whole(-1));
        }
        long bytes = AsciiText.of(text + "\n").count();
        return bytes == AsciiText.NONE
                ? Optional.empty()
                : Optional.of(new KnobValue.Whole(bytes >= NO_LIMIT_BYTES ? -1 : bytes));
    }

    /** The texts of knobs with a value for each block device, {@code major:minor value}; see cgroup-v2.rst, IO. */
    static final class DeviceKnobs {
        private static final Pattern DEVICE = Pattern.compile("[0-9]{1,6}:[0-9]{1,7}");

        private DeviceKnobs() {}

        /** The devices that have another value than a group that nobody has touched. */
        static Map<String, String> parse(Knob knob, String text) {
            Map<String, String> values = new TreeMap<>();
            for (String line : text.lines().toList()) {
                List<String> words = List.of(line.strip().split("\\s+", -1));
                if (words.size() > 1 && DEVICE.matcher(words.get(0)).matches()) {
                    value(knob, words.subList(1, words.size())).ifPresent(value -> values.put(words.get(0), value));
                }
            }
            return values;
        }

        private static Optional<String> value(Knob knob, List<String> words) {
            Map<String, String> fields = fields(words);
            return switch (knob) {
                case DISK_COST_QOS ->
                    "1".equals(fields.get("enable"))
                            ? Optional.of(pick(fields, "enable", "ctrl", "rpct", "rlat", "wpct", "wlat"))
                            : Optional.empty();
                case DISK_COST_MODEL ->
                    "user".equals(fields.get("ctrl"))
                            ? Optional.of(pick(
                                    fields, "ctrl", "rbps", "rseqiops", "rrandiops", "wbps", "wseqiops", "wrandiops"))
                            : Optional.empty();
                default ->
                    Optional.ofNullable(fields.get(knob.field()))
                            .or(() -> fields.isEmpty() ? Optional.of(words.getFirst()) : Optional.empty())
                            .filter(value -> !List.of("max", "0", "default").contains(value));
            };
        }

        private static Map<String, String> fields(List<String> words) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String word : words) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    fields.put(word.substring(0, equals), word.substring(equals + 1));
                }
            }
            return fields;
        }

        /** In one order and one spelling, whatever else the kernel shows. */
        private static String pick(Map<String, String> fields, String... names) {
            return Arrays.stream(names)
                    .filter(fields::containsKey)
                    .map(name -> name + "=" + plain(fields.getOrDefault(name, "")))
                    .collect(Collectors.joining(" "));
        }

        private static String plain(String text) {
            return text.matches("[0-9]{1,15}\\.[0-9]{1,6}")
                    ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                    : text;
        }

        static String render(Knob knob, CgroupVersion version, Map<String, String> values) {
            return values.entrySet().stream()
                    .map(entry -> line(knob, version, entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining("\n"));
        }

        /** The write that gives one device a value. */
        static String line(Knob knob, CgroupVersion version, String device, String value) {
            String field = version == CgroupVersion.V2 ? knob.field() : "";
            return device + " " + (field.isEmpty() ? "" : field + "=") + value;
        }

        /** The write that gives one device back what it has in a group that nobody has touched. */
        static String reset(Knob knob, CgroupVersion version, String device) {
            String value = switch (knob) {
                case DISK_WEIGHT -> version == CgroupVersion.V1 ? "100" : "default";
                case DISK_BFQ_WEIGHT -> "default";
                // Also what counts as busy is the kernel's choice again, should somebody switch it on later.
                case DISK_COST_QOS -> "enable=0 ctrl=auto";
                case DISK_COST_MODEL -> "ctrl=auto";
                default -> version == CgroupVersion.V1 || knob == Knob.DISK_LATENCY ? "0" : "max";
            };
            return line(knob, version, device, value);
        }
    }
}
