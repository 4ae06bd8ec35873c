package io.sublet.cli.render;

import io.sublet.cli.fleet.FleetSummary;
import io.sublet.cli.fleet.NodeRow;
import io.sublet.cli.fleet.NodeRow.State;
import io.sublet.cli.render.Style.Tone;
import io.sublet.cli.render.Table.Cell;
import io.sublet.model.resource.CpuMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nodes, their sums, and what was gained. */
public record StatusView(FleetSummary fleet) implements View {
    @Override
    public String text(Style style) {
        if (fleet.rows().isEmpty()) {
            return "no nodes\n";
        }
        Table table = new Table(
                "NODE",
                "STATE",
                "MODE",
                "CPU>",
                "USED>",
                "BATCH>",
                "OFFERED>",
                "LIMIT>",
                "SUPPRESSED>",
                "OFFERED MEMORY>",
                "REPORT>");
        fleet.rows().forEach(row -> table.row(cells(row)));
        return table.text(style) + "\n" + sums(style);
    }

    private static List<Cell> cells(NodeRow row) {
        Tone tone = switch (row.state()) {
            case OFFERING -> Tone.GOOD;
            case WITHHELD -> Tone.NONE;
            case STALE -> Tone.WARN;
            case SILENT -> Tone.BAD;
        };
        boolean isHeldDown =
                row.suppressed().map(cpu -> cpu.value() > 0).toOptional().orElse(false);
        return List.of(
                Cell.of(row.name()),
                new Cell(row.state().word(), tone),
                Cell.of(Amounts.orNone(row.mode(), text -> text)),
                Cell.of(Amounts.orNone(row.capacity(), amount -> Amounts.cores(amount.cpu()))),
                Cell.of(Amounts.orNone(row.used(), amount -> Amounts.cores(amount.cpu()))),
                Cell.of(Amounts.orNone(row.batch(), amount -> Amounts.cores(amount.cpu()))),
                Cell.of(Amounts.orNone(row.offered(), amount -> Amounts.cores(amount.cpu()))),
                Cell.of(Amounts.orNone(row.limit(), Amounts::cores)),
                new Cell(Amounts.orNone(row.suppressed(), Amounts::cores), isHeldDown ? Tone.WARN : Tone.NONE),
                Cell.of(Amounts.orNone(row.offered(), amount -> Amounts.gib(amount.memory()))),
                new Cell(
                        Amounts.orNone(row.reportAge(), Amounts::age),
                        row.state() == State.STALE ? Tone.WARN : Tone.NONE));
    }

    private String sums(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add("nodes      " + fleet.rows().size() + ": " + fleet.count(State.OFFERING) + " offering, "
                + fleet.count(State.WITHHELD) + " withheld, "
                + style.mark(fleet.count(State.STALE) + " stale", fleet.count(State.STALE) > 0 ? Tone.WARN : Tone.NONE)
                + ", "
                + style.mark(
                        fleet.count(State.SILENT) + " silent", fleet.count(State.SILENT) > 0 ? Tone.BAD : Tone.NONE));
        lines.add("offered    " + amount(fleet.offered()) + ", of which suppressed now "
                + Amounts.cores(fleet.suppressed()) + " cores");
        lines.add("cpu used   " + share(fleet.used().cpu().value()) + " with batch, "
                + share(fleet.withoutBatch().cpu().value()) + " without, of "
                + Amounts.cores(fleet.capacity().cpu()) + " cores on " + fleet.measured() + " measured nodes");
        lines.add("gained     " + style.mark(amount(fleet.batch()), Tone.BOLD)
                + " in use by batch on what others have reserved");
        return String.join("\n", lines) + "\n";
    }

    private String share(long milliCpu) {
        return Amounts.percent(
                FleetSummary.perMille(milliCpu, fleet.capacity().cpu().value()));
    }

    private static String amount(CpuMemory amount) {
        return Amounts.cores(amount.cpu()) + " cores, " + Amounts.gib(amount.memory());
    }

    @Override
    public Object tree() {
        Map<String, @Nullable Object> totals = Trees.object();
        totals.put("nodes", fleet.rows().size());
        for (State state : State.values()) {
            totals.put(state.word(), fleet.count(state));
        }
        totals.put("measured", fleet.measured());
        totals.put("capacity", Trees.amount(fleet.capacity()));
        totals.put("used", Trees.amount(fleet.used()));
        totals.put("withoutBatch", Trees.amount(fleet.withoutBatch()));
        totals.put("gained", Trees.amount(fleet.batch()));
        totals.put("offered", Trees.amount(fleet.offered()));
        totals.put("suppressedMilliCpu", fleet.suppressed().value());
        Map<String, @Nullable Object> tree = Trees.object();
        tree.put("totals", totals);
        tree.put("nodes", fleet.rows().stream().map(StatusView::node).toList());
        return tree;
    }

    private static Map<String, @Nullable Object> node(NodeRow row) {
        Map<String, @Nullable Object> tree = Trees.object();
        tree.put("name", row.name());
        tree.put("state", row.state().word());
        tree.put("mode", Trees.orNull(row.mode()));
        tree.put("capacity", Trees.amount(row.capacity()));
        tree.put("used", Trees.amount(row.used()));
        tree.put("batch", Trees.amount(row.batch()));
        tree.put("offered", row.offered().map(Trees::amount).orElse(null));
        tree.put("limitMilliCpu", Trees.orNull(row.limit().map(cpu -> cpu.value())));
        tree.put("suppressedMilliCpu", Trees.orNull(row.suppressed().map(cpu -> cpu.value())));
        tree.put("reportAgeSeconds", Trees.orNull(row.reportAge().map(age -> age.toSeconds())));
        return tree;
    }
}
