package io.sublet.cli.render;

import io.sublet.cli.fleet.FleetSummary;
import io.sublet.cli.fleet.NodeRow;
import io.sublet.cli.fleet.PodRow;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The heaviest of something, the heaviest first. */
public sealed interface TopView extends View {
    /** Nodes by what is used of them. */
    record Nodes(List<NodeRow> rows) implements TopView {
        @Override
        public String text(Style style) {
            Table table = new Table(
                    "NODE", "CPU>", "CPU %>", "ONLINE>", "BATCH>", "MEMORY>", "MEMORY %>", "ONLINE>", "BATCH>");
            for (NodeRow row : rows) {
                table.row(
                        row.name(),
                        cores(row.used().map(CpuMemory::cpu)),
                        share(row, true),
                        cores(row.online().map(CpuMemory::cpu)),
                        cores(row.batch().map(CpuMemory::cpu)),
                        gib(row.used().map(CpuMemory::memory)),
                        share(row, false),
                        gib(row.online().map(CpuMemory::memory)),
                        gib(row.batch().map(CpuMemory::memory)));
            }
            return table.text(style);
        }

        private static String share(NodeRow row, boolean cpu) {
            return row.used()
                    .flatMap(used -> row.capacity()
                            .map(capacity -> Amounts.percent(
                                    cpu
                                            ? FleetSummary.perMille(
                                                    used.cpu().value(),
                                                    capacity.cpu().value())
                                            : FleetSummary.perMille(
                                                    used.memory().value(),
                                                    capacity.memory().value()))))
                    .toOptional()
                    .orElse(Amounts.NONE);
        }

        @Override
        public Object tree() {
            return rows.stream()
                    .map(row -> {
                        Map<String, @Nullable Object> tree = Trees.object();
                        tree.put("name", row.name());
                        tree.put("capacity", Trees.amount(row.capacity()));
                        tree.put("used", Trees.amount(row.used()));
                        tree.put("online", Trees.amount(row.online()));
                        tree.put("batch", Trees.amount(row.batch()));
                        return tree;
                    })
                    .toList();
        }
    }

    /** Pods by what they use. */
    record Pods(List<PodRow> rows) implements TopView {
        @Override
        public String text(Style style) {
            Table table = new Table("NAMESPACE", "POD", "NODE", "CLASS", "QOS", "CPU>", "MEMORY>");
            for (PodRow row : rows) {
                table.row(
                        row.pod().namespace(),
                        row.pod().name(),
                        row.node(),
                        row.pod().priority().wireName(),
                        row.pod().qos().name(),
                        cores(row.pod().usage().cpu()),
                        gib(row.pod().usage().memory()));
            }
            return table.text(style);
        }

        @Override
        public Object tree() {
            return rows.stream()
                    .map(row -> {
                        Map<String, @Nullable Object> tree = Trees.object();
                        tree.put("namespace", row.pod().namespace());
                        tree.put("name", row.pod().name());
                        tree.put("node", row.node());
                        tree.put("priorityClass", row.pod().priority().wireName());
                        tree.put("qosClass", row.pod().qos().name());
                        tree.put(
                                "milliCpu", Trees.orNull(row.pod().usage().cpu().map(MilliCpu::value)));
                        tree.put(
                                "bytes", Trees.orNull(row.pod().usage().memory().map(Bytes::value)));
                        return tree;
                    })
                    .toList();
        }
    }

    private static String cores(Reading<MilliCpu> cpu) {
        return Amounts.orNone(cpu, Amounts::cores);
    }

    private static String gib(Reading<Bytes> memory) {
        return Amounts.orNone(memory, Amounts::gib);
    }
}
