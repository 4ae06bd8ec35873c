package io.sublet.manager.console;

import io.sublet.manager.config.KeyReport;
import io.sublet.manager.console.NodeMark.State;
import io.sublet.manager.overcommit.WriteLedger;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The console's documents as JSON trees. Node by node only numbers in columns, so that thousands of nodes stay small. */
public final class ConsoleDocuments {
    private static final int NAMES_SHOWN = 20;
    private static final long UNKNOWN = -1;

    private ConsoleDocuments() {}

    /**
     * What the summary needs besides the nodes.
     *
     * @param leads whether this replica writes
     * @param clusterEnabled whether the configuration offers anything at all; empty where there is none that can be used
     * @param latest the last writes of this replica, the newest first
     */
    public record Around(
            String version,
            boolean leads,
            Optional<Boolean> clusterEnabled,
            List<KeyReport> config,
            List<WriteLedger.Written> latest) {
        public Around {
            config = List.copyOf(config);
            latest = List.copyOf(latest);
        }
    }

    /** The cluster in a few numbers, its switches, and what was decided last. */
    public static Map<String, @Nullable Object> summary(FleetPicture picture, Around around) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("at", picture.at().toString());
        tree.put("version", around.version);
        tree.put("leads", around.leads);
        tree.put("nodes", counts(picture));
        FleetPicture.Sums sums = picture.sums();
        tree.put("cpu", amounts(sums, amount -> amount.cpu().value()));
        tree.put("memory", amounts(sums, amount -> amount.memory().value()));
        tree.put("switch", switches(picture, around.clusterEnabled));
        tree.put("attention", attention(picture, around));
        tree.put(
                "decisions",
                around.latest.stream().map(ConsoleDocuments::decision).toList());
        return tree;
    }

    private static Map<String, Object> counts(FleetPicture picture) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("total", picture.nodes().size());
        for (State state : State.values()) {
            tree.put(state.name().toLowerCase(Locale.ROOT), picture.count(state));
        }
        tree.put("measured", picture.sums().measured());
        return tree;
    }

    private static Map<String, Object> amounts(FleetPicture.Sums sums, ToLongFunction<CpuMemory> of) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("capacity", of.applyAsLong(sums.capacity()));
        tree.put("used", of.applyAsLong(sums.used()));
        tree.put("batch", of.applyAsLong(sums.batch()));
        tree.put("offered", of.applyAsLong(sums.offered()));
        return tree;
    }

    private static Map<String, Object> switches(FleetPicture picture, Optional<Boolean> clusterEnabled) {
        List<String> off = picture.nodes().stream()
                .filter(NodeMark::isSwitchedOff)
                .map(NodeMark::name)
                .toList();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("cluster", clusterEnabled.map(on -> on ? "on" : "off").orElse("unknown"));
        tree.put("nodesOff", off.size());
        tree.put("names", off.subList(0, Math.min(NAMES_SHOWN, off.size())));
        return tree;
    }

    private static List<String> attention(FleetPicture picture, Around around) {
        List<String> lines = new ArrayList<>();
        for (KeyReport report : around.config) {
            report.remarks().violations().forEach(why -> lines.add(report.key() + " is not used as it is: " + why));
        }
        if (picture.count(State.SILENT) > 0) {
            lines.add("nodes without an agent that reports: " + picture.count(State.SILENT));
        }
        if (picture.count(State.STALE) > 0) {
            lines.add("nodes that have not reported for three intervals: " + picture.count(State.STALE));
        }
        return lines;
    }

    private static Map<String, Object> decision(WriteLedger.Written written) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("at", written.at().toString());
        tree.put("node", written.node());
        tree.put("reason", written.reason().code().name());
        tree.put("text", written.reason().text());
        return tree;
    }

    /** A list for each column: names, the state's number, tenths of a percent of the capacity, and whether it is switched off. */
    public static Map<String, Object> nodes(FleetPicture picture) {
        List<String> names = new ArrayList<>();
        List<Integer> states = new ArrayList<>();
        List<Integer> off = new ArrayList<>();
        Map<String, List<Long>> shares = new LinkedHashMap<>();
        List.of("cpuUsed", "cpuBatch", "cpuOffered", "memoryUsed").forEach(name -> shares.put(name, new ArrayList<>()));
        for (NodeMark node : picture.nodes()) {
            names.add(node.name());
            states.add(node.state().number());
            off.add(node.isSwitchedOff() ? 1 : 0);
            put(
                    shares,
                    "cpuUsed",
                    cpuShare(node, node.used().map(amount -> amount.cpu().value())));
            put(
                    shares,
                    "cpuBatch",
                    cpuShare(node, node.used().map(any -> node.batch().cpu().value())));
            put(
                    shares,
                    "cpuOffered",
                    cpuShare(node, Reading.of(node.offered().cpu().value())));
            put(shares, "memoryUsed", memoryShare(node));
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("at", picture.at().toString());
        tree.put("name", names);
        tree.put("state", states);
        tree.put("off", off);
        tree.putAll(shares);
        return tree;
    }

    private static void put(Map<String, List<Long>> columns, String name, long value) {
        columns.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    private static long cpuShare(NodeMark node, Reading<Long> milliCpu) {
        return share(milliCpu, node.capacity().map(amount -> amount.cpu().value()));
    }

    private static long memoryShare(NodeMark node) {
        return share(
                node.used().map(amount -> amount.memory().value()),
                node.capacity().map(amount -> amount.memory().value()));
    }

    private static long share(Reading<Long> part, Reading<Long> whole) {
        return part.flatMap(some -> whole.map(all -> all <= 0 ? UNKNOWN : Math.round(some * 1000.0 / all)))
                .toOptional()
                .orElse(UNKNOWN);
    }

    /** A list for each column, in milli-CPUs; null where it is not known. */
    public static Map<String, Object> history(Timeline timeline) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("source", timeline.source());
        tree.put(
                "time",
                timeline.points().stream().map(Timeline.Point::epochSecond).toList());
        tree.put("used", column(timeline, Timeline.Point::used));
        tree.put("batch", column(timeline, Timeline.Point::batch));
        tree.put("offered", column(timeline, Timeline.Point::offered));
        tree.put("limit", column(timeline, Timeline.Point::limit));
        return tree;
    }

    private static List<@Nullable Long> column(Timeline timeline, Function<Timeline.Point, OptionalLong> field) {
        List<@Nullable Long> values = new ArrayList<>();
        for (Timeline.Point point : timeline.points()) {
            OptionalLong value = field.apply(point);
            values.add(value.isPresent() ? value.getAsLong() : null);
        }
        return values;
    }
}
