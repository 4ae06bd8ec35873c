package io.sublet.agent.observe.cache;

import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Schemata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a tree of resctrl in a {@link FakeKernel} answer as Linux does: groups up to the number of classes of service, schemata taken
 * as a whole or not at all with the kernel's reasons, threads that are in one group at a time.
 */
public final class FakeResctrl {
    public static final String ROOT = "/sys/fs/resctrl";
    private static final List<String> NO_GROUPS = List.of("info", "mon_data", "mon_groups");

    private final FakeKernel kernel;
    private final Map<String, String> defaults = new HashMap<>();

    private FakeResctrl(FakeKernel kernel) {
        this.kernel = kernel;
    }

    /** Of a kernel that has such a tree already. */
    public static FakeKernel on(FakeKernel kernel) {
        FakeResctrl resctrl = new FakeResctrl(kernel);
        Schemata.parse(kernel.get(ROOT + "/schemata"))
                .orElseThrow()
                .lines()
                .forEach((kind, domains) ->
                        domains.values().forEach(value -> resctrl.defaults.merge(kind, value, (a, b) -> a)));
        return kernel.afterMake(resctrl::made).answering(resctrl::answer);
    }

    private void made(String path) {
        if (!path.startsWith(ROOT + "/")) {
            return;
        }
        if (groups().size() > closids()) {
            kernel.removeDirectory(path);
            status("Out of CLOSIDs");
            return;
        }
        Map<String, Map<Integer, String>> lines = new TreeMap<>();
        Schemata root = Schemata.parse(kernel.get(ROOT + "/schemata")).orElseThrow();
        root.lines().forEach((kind, domains) -> {
            String fresh = kind.equals("MB")
                    ? defaults.getOrDefault(kind, "")
                    : info(kind, "cbm_mask").replaceFirst("^0+(?=.)", "");
            Map<Integer, String> all = new TreeMap<>();
            domains.keySet().forEach(domain -> all.put(domain, fresh));
            lines.put(kind, all);
        });
        kernel.put(path + "/schemata", root.with(lines).render());
        kernel.put(path + "/tasks", "");
        kernel.put(path + "/mode", "shareable");
    }

    private List<String> groups() {
        List<String> groups = new ArrayList<>(kernel.directories(ROOT));
        groups.removeAll(NO_GROUPS);
        groups.add("");
        return groups;
    }

    private int closids() {
        return kernel.directories(ROOT + "/info").stream()
                .filter(kind -> !kind.endsWith("_MON"))
                .mapToInt(kind -> Integer.parseInt(info(kind, "num_closids")))
                .min()
                .orElse(1);
    }

    private String info(String kind, String file) {
        return kernel.get(ROOT + "/info/" + kind + "/" + file).strip();
    }

    private void status(String text) {
        kernel.put(ROOT + "/info/last_cmd_status", text);
    }

    private Optional<FileResult> answer(String path, String text) {
        if (!path.startsWith(ROOT + "/")) {
            return Optional.empty();
        }
        if (path.endsWith("/tasks")) {
            return Optional.of(move(path, text));
        }
        if (!path.endsWith("/schemata")) {
            return Optional.empty();
        }
        Map<String, Map<Integer, String>> taken = new TreeMap<>();
        for (String line : text.lines().toList()) {
            Optional<String> refusal = take(line, taken);
            if (refusal.isPresent()) {
                status(refusal.get());
                return Optional.of(FileResult.of(Errno.EINVAL));
            }
        }
        status("ok");
        Schemata now = Schemata.parse(kernel.get(path)).orElseThrow();
        kernel.put(path, "    " + now.with(taken).render().replace("\n", "\n    "));
        return Optional.of(FileResult.done());
    }

    /** Why a line is refused; empty if it is taken. */
    private Optional<String> take(String line, Map<String, Map<Integer, String>> taken) {
        Optional<Schemata> parsed = Schemata.parse(line);
        if (parsed.isEmpty()) {
            return Optional.of("Missing '=' or non-numeric domain");
        }
        Map.Entry<String, ? extends Map<Integer, String>> only =
                parsed.get().lines().entrySet().iterator().next();
        String kind = only.getKey();
        if (!defaults.containsKey(kind)) {
            return Optional.of("Unknown or unsupported resource name '" + kind + "'");
        }
        Map<Integer, String> values = new TreeMap<>();
        for (Map.Entry<Integer, String> domain : only.getValue().entrySet()) {
            if (!rootDomains(kind).contains(domain.getKey())) {
                return Optional.of("ok");
            }
            Optional<String> refusal = kind.equals("MB") ? bandwidth(domain.getValue()) : mask(kind, domain.getValue());
            if (refusal.isPresent()) {
                return refusal;
            }
            values.put(domain.getKey(), kind.equals("MB") ? rounded(domain.getValue()) : domain.getValue());
        }
        taken.put(kind, values);
        return Optional.empty();
    }

    private Set<Integer> rootDomains(String kind) {
        return Schemata.parse(kernel.get(ROOT + "/schemata"))
                .orElseThrow()
                .lines()
                .getOrDefault(kind, new TreeMap<>())
                .keySet();
    }

    private Optional<String> mask(String kind, String text) {
        long mask = Long.parseLong(text, 16);
        long all = Long.parseLong(info(kind, "cbm_mask"), 16);
        int least = Integer.parseInt(info(kind, "min_cbm_bits"));
        long normal = mask == 0 ? 0 : mask >> Long.numberOfTrailingZeros(mask);
        if ((mask & ~all) != 0 || (mask == 0 && least > 0)) {
            return Optional.of("Mask out of range");
        }
        if (least > 0 && (normal & (normal + 1)) != 0) {
            return Optional.of("The mask " + text + " has non-consecutive 1-bits");
        }
        return Long.bitCount(mask) < least
                ? Optional.of("Need at least " + least + " bits in the mask")
                : Optional.empty();
    }

    private Optional<String> bandwidth(String text) {
        long value = Long.parseLong(text);
        long most = Long.parseLong(defaults.getOrDefault("MB", "0"));
        long least = Long.parseLong(info("MB", "min_bandwidth"));
        return value < least || value > most
                ? Optional.of("MB value " + text + " out of range [" + least + "," + most + "]")
                : Optional.empty();
    }

    private String rounded(String text) {
        if (Long.parseLong(defaults.getOrDefault("MB", "0")) > 8192) {
            return text;
        }
        long step = Math.max(1, Long.parseLong(info("MB", "bandwidth_gran")));
        return Long.toString(Math.ceilDiv(Long.parseLong(text), step) * step);
    }

    private FileResult move(String path, String thread) {
        for (String group : groups()) {
            String tasks = ROOT + (group.isEmpty() ? "" : "/" + group) + "/tasks";
            Set<String> lines = new LinkedHashSet<>(kernel.get(tasks).lines().toList());
            if (lines.remove(thread) || tasks.equals(path)) {
                if (tasks.equals(path)) {
                    lines.add(thread);
                }
                kernel.put(tasks, String.join("\n", lines));
            }
        }
        return FileResult.done();
    }
}
