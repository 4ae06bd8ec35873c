package io.sublet.extender.reply;

import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.LoadResources;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.reply.Explanation.OnNode;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An explanation as a page for a terminal: a summary, and a table with a line for each node. */
final class ExplanationText {
    private ExplanationText() {}

    /** @param limit lines of the table at most */
    static String of(Explanation found, int limit) {
        List<List<String>> table = new ArrayList<>();
        table.add(head(found));
        found.nodes().stream().limit(limit).forEach(node -> table.add(line(found, node)));
        long more = found.nodes().size() - (long) limit;
        return summary(found) + "\n" + aligned(table) + (more > 0 ? "… and " + more + " more nodes\n" : "");
    }

    private static String summary(Explanation found) {
        Candidate candidate = found.asked().candidate();
        PodShape pod = candidate.pod();
        StringBuilder text = new StringBuilder()
                .append("pod ")
                .append(pod.ref().key())
                .append(", ")
                .append(pod.priority().wireName())
                .append(", of ")
                .append(pod.schedulerName())
                .append(found.asked().served() ? "" : ", which is not served: every node passes")
                .append("\nexpected to use ")
                .append(estimate(found))
                .append("\n")
                .append(found.count(OnNode::takes))
                .append(" of ")
                .append(found.nodes().size())
                .append(" nodes take it; refused by load: ")
                .append(counts(found.refused()))
                .append(found.asked().pins().isPresent() ? "; cannot pin it: " + counts(found.unpinnable()) : "")
                .append("; do not fit: ")
                .append(found.count(node -> !node.misfits().isEmpty()))
                .append("\n");
        if (!found.asked().needs().notLookedAt().isEmpty()) {
            text.append("not looked at, so the scheduler may refuse more: ")
                    .append(String.join(", ", found.asked().needs().notLookedAt()))
                    .append("\n");
        }
        return text.toString();
    }

    private static String counts(Map<String, Long> byCode) {
        String counts = byCode.entrySet().stream()
                .map(code -> code.getValue() + " " + code.getKey())
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "none" : counts;
    }

    private static String estimate(Explanation found) {
        return IntStream.range(0, found.resources().size())
                .mapToObj(place -> {
                    long amount = found.asked().candidate().estimate().at(place);
                    return switch (place) {
                        case LoadResources.CPU -> Quantities.format(new MilliCpu(amount)) + " CPU";
                        case LoadResources.MEMORY -> gibibytes(new Bytes(amount)) + " memory";
                        default -> amount + " " + found.resources().name(place);
                    };
                })
                .collect(Collectors.joining(", "));
    }

    private static String gibibytes(Bytes amount) {
        return String.format(Locale.ROOT, "%.1f GiB", amount.value() / (double) (1L << 30));
    }

    private static List<String> head(Explanation found) {
        List<String> head = new ArrayList<>(List.of("NODE", "TAKES", "SCORE", "SENT"));
        if (found.asked().pins().isPresent()) {
            head.addAll(List.of("CPUS", "PIN SCORE", "PIN SENT"));
        }
        found.resources().names().forEach(name -> head.add(name.toUpperCase(Locale.ROOT)));
        head.addAll(List.of("REPORT", "WHY NOT"));
        return head;
    }

    private static List<String> line(Explanation found, OnNode node) {
        List<String> line = new ArrayList<>(List.of(
                node.row().name(),
                node.takes() ? "yes" : "no",
                Integer.toString(node.score()),
                Integer.toString(node.sent())));
        node.pin()
                .ifPresent(pin ->
                        line.addAll(List.of(cpus(node), Integer.toString(pin.score()), Integer.toString(pin.sent()))));
        for (int place = 0; place < found.resources().size(); place++) {
            line.add(usage(found, node, place));
        }
        line.add(report(found, node));
        line.add(String.join("; ", node.reasons()));
        return line;
    }

    /** The CPUs that the pod would get, and the NUMA nodes where they play a part; whether a wish is not kept. */
    private static String cpus(OnNode node) {
        return node.placed()
                .map(placed -> {
                    String numa = placed.shares().stream()
                            .map(share -> Integer.toString(share.node()))
                            .collect(Collectors.joining(","));
                    String cpus =
                            placed.cpus().isEmpty() ? "any" : placed.cpus().toString();
                    boolean kept = placed.footprint().policyKept()
                            && placed.footprint().exclusiveKept();
                    return cpus + (numa.isEmpty() ? "" : " of NUMA " + numa) + (kept ? "" : " (not as preferred)");
                })
                .orElse("-");
    }

    /** Usage with the pod, and its threshold. */
    private static String usage(Explanation found, OnNode node, int place) {
        long load = node.load(place);
        long threshold = node.threshold(place);
        String percent = load == NodeRow.UNKNOWN
                ? "?"
                : LoadAware.usage(
                                load,
                                found.asked().candidate().estimate().at(place),
                                node.row().allocatable(place))
                        + "%";
        return percent + (threshold == 0 ? "" : " of " + threshold + "%");
    }

    private static String report(Explanation found, OnNode node) {
        return node.row()
                .reportTime()
                .map(time ->
                        Duration.between(time, found.asked().candidate().now()).toSeconds() + "s ago")
                .orElse("none");
    }

    private static String aligned(List<List<String>> table) {
        int[] widths = new int[table.getFirst().size()];
        table.forEach(line -> IntStream.range(0, widths.length)
                .forEach(column -> widths[column] =
                        Math.max(widths[column], line.get(column).length())));
        StringBuilder text = new StringBuilder();
        for (List<String> line : table) {
            StringBuilder padded = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                padded.append(line.get(column))
                        .repeat(' ', widths[column] - line.get(column).length() + 2);
            }
            text.append(padded.toString().stripTrailing()).append("\n");
        }
        return text.toString();
    }
}
