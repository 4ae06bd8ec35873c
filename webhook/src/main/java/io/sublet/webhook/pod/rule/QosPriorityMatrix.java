package io.sublet.webhook.pod.rule;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Which QoS class goes with which priority class. Refused are the pairs that Koordinator refuses. Odd are those that it
 * takes although one class takes back what the other promises: exclusive CPUs on a priority that is evicted first, say.
 */
final class QosPriorityMatrix {

    /** What is thought of a pair. */
    enum Verdict {
        FITS,
        ODD,
        FORBIDDEN
    }

    private static final String TABLE = """
            -      PROD       MID        BATCH      FREE       NONE
            LSE    fits       odd        odd        odd        odd
            LSR    fits       forbidden  forbidden  forbidden  forbidden
            LS     fits       fits       odd        odd        fits
            BE     forbidden  fits       fits       fits       forbidden
            SYSTEM fits       odd        odd        odd        fits
            """;

    private record Pair(QosClass qos, PriorityClass priority) {}

    private static final Map<Pair, Verdict> VERDICTS = parse();

    private QosPriorityMatrix() {}

    static Verdict verdict(QosClass qos, PriorityClass priority) {
        return Objects.requireNonNull(VERDICTS.get(new Pair(qos, priority)), "the table has a hole");
    }

    private static Map<Pair, Verdict> parse() {
        Map<Pair, Verdict> verdicts = new HashMap<>();
        List<String> lines = TABLE.lines().toList();
        String[] priorities = lines.getFirst().split(" +", -1);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(" +", -1);
            for (int column = 1; column < cells.length; column++) {
                verdicts.put(
                        new Pair(QosClass.valueOf(cells[0]), PriorityClass.valueOf(priorities[column])),
                        Verdict.valueOf(cells[column].toUpperCase(Locale.ROOT)));
            }
        }
        return Map.copyOf(verdicts);
    }
}
