package io.sublet.manager.http;

import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.ReclaimRule;
import io.sublet.manager.overcommit.BatchFormula;
import io.sublet.manager.overcommit.MidFormula;
import io.sublet.manager.overcommit.NodeAssessment;
import io.sublet.manager.overcommit.NodeOffer;
import io.sublet.manager.overcommit.OfferHold;
import io.sublet.manager.overcommit.ThirdPartyAllocations;
import io.sublet.manager.overcommit.WriteLedger;
import io.sublet.manager.overcommit.ZoneFormula;
import io.sublet.manager.view.ExtendedResources;
import io.sublet.manager.view.ZoneView;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** An assessment as a page for a terminal: CPU in cores, memory in GiB, and under each sum its terms. */
final class NodeText {
    private static final double GIB = 1L << 30;

    private final StringBuilder page = new StringBuilder();

    private NodeText() {}

    static String of(NodeAssessment found, Optional<WriteLedger.Entry> history) {
        NodeText text = new NodeText();
        text.head(found, history);
        if (found.offer() instanceof NodeOffer.Offered offered) {
            text.batch(offered.batch(), found);
            text.mid(offered.mid(), found);
            offered.zones().forEach(zone -> text.zone(zone, found));
        }
        return text.page.toString();
    }

    private void head(NodeAssessment found, Optional<WriteLedger.Entry> history) {
        line("node", found.situation().node().name());
        line(
                "decision",
                found.plan().getClass().getSimpleName().toLowerCase(Locale.ROOT) + ": "
                        + text(found.plan().reason()));
        found.plan().nextCheck().ifPresent(at -> line("next look", at.toString()));
        history.ifPresent(entry -> line(
                "last write",
                entry.lastWrite()
                        .map(reason -> entry.since() + ", " + reason.text())
                        .orElse("not by this process")));
        line(
                "report",
                found.situation().report().updateTime() instanceof Reading.Missing<?>(String cause)
                        ? "missing: " + cause
                        : "of "
                                + found.situation()
                                        .report()
                                        .updateTime()
                                        .toOptional()
                                        .map(Object::toString)
                                        .orElse(""));
        line("strategy", strategy(found.situation().strategy()));
        line(
                "cpu speed",
                found.ratios().normalization().speed() + ", "
                        + found.ratios().normalization().reason().code().sentence());
        line("amplified", text(found.ratios().amplification().reason()));
        switch (found.offer()) {
            case NodeOffer.Offered offered -> {
                line("valid until", offered.validUntil().toString());
                offered.mayOnlyFall().ifPresent(reason -> line("may only fall", text(reason)));
                found.situation().closed().ifPresent(why -> line("closed to batch", why));
            }
            case NodeOffer.Refused(Reason reason) -> line("no offer", text(reason));
            case NodeOffer.Unknown(Reason reason, var check) -> line("undecided", text(reason));
        }
    }

    private static String text(Reason reason) {
        return reason.code().name() + ", " + reason.text();
    }

    private static String strategy(NodeStrategy strategy) {
        return switch (strategy) {
            case NodeStrategy.Invalid(String why) -> "invalid: " + why;
            case NodeStrategy.Unavailable() -> "there has been no valid configuration yet";
            case NodeStrategy.Effective effective ->
                String.join(", ", effective.sources()) + ": cpu "
                        + rule(effective.strategy().cpu()) + ", memory "
                        + rule(effective.strategy().memory());
        };
    }

    private static String rule(ReclaimRule rule) {
        return rule.policy().wireName() + " " + rule.threshold()
                + rule.cap().map(cap -> " at most " + cap).orElse("");
    }

    private void batch(BatchFormula formula, NodeAssessment found) {
        title("batch");
        row("  capacity", formula.machine().capacity());
        row("- margin", formula.margin());
        row("- system or reserved", formula.base());
        row("    system used", formula.systemUsed());
        row("    kubelet reserved", formula.machine().kubeletReserved());
        row("    annotation reserved", formula.machine().annotationReserved());
        row("- online", formula.counted());
        row("    used", formula.online().all().used());
        row("    requested", formula.online().all().requested());
        line(
                "    pods",
                formula.online().counts().pods() + ", not measured yet "
                        + formula.online().counts().unmeasured() + ", measured and gone "
                        + formula.online().counts().dangling());
        row("= not under zero", formula.beforeCap());
        row("  at most, by the cap", formula.capped());
        row("  at most, beside mid", formula.headroom());
        row("= possible now", formula.result());
        found.hold().ifPresent(this::hold);
        ThirdPartyAllocations taken = formula.machine().thirdParty();
        row(
                "- third parties, at speed 1",
                OptionalLong.of(taken.batchCpu().value()),
                OptionalLong.of(taken.batchMemory().value()));
        ExtendedResources shown = found.situation().node().published().allocatable();
        row(
                "  on the Node, at speed 1",
                shown.batchCpu().map(cpu -> OptionalLong.of(cpu.value())).orElseGet(OptionalLong::empty),
                shown.batchMemory()
                        .map(memory -> OptionalLong.of(memory.value()))
                        .orElseGet(OptionalLong::empty));
    }

    private void hold(OfferHold hold) {
        row("  held at", hold.amount());
        hold.waiting().ifPresent(waiting -> {
            row("    low of the last minutes", waiting.low());
            line("    may rise", waiting.next().map(Object::toString).orElse("when higher offers have come"));
        });
    }

    private void mid(MidFormula formula, NodeAssessment found) {
        title("mid");
        if (formula.isStatic()) {
            row("  fixed share", formula.base());
        } else {
            reading("  predicted reclaimable", formula.reclaimable());
            reading("  unused", formula.unused());
            row("= the lower", formula.base());
            row("+ of what is unallocated", formula.extra());
        }
        row("  at most, by the cap", formula.cap());
        row("= possible now", formula.amount());
        ExtendedResources shown = found.situation().node().published().allocatable();
        row(
                "  on the Node",
                shown.midCpu().map(cpu -> OptionalLong.of(cpu.value())).orElseGet(OptionalLong::empty),
                shown.midMemory().map(memory -> OptionalLong.of(memory.value())).orElseGet(OptionalLong::empty));
    }

    private void zone(ZoneFormula formula, NodeAssessment found) {
        title("zone " + formula.name());
        row("  capacity", formula.capacity());
        row("- margin", formula.margin());
        row("- system or reserved", formula.base());
        row("- online", formula.counted());
        row("= possible now", formula.result());
        Optional<ZoneView> zone =
                found.situation().topology().map(known -> known.zones().get(formula.index()));
        row(
                "  on the zone, at speed 1",
                zone.map(view -> view.batchCpu().value()).orElseGet(OptionalLong::empty),
                zone.map(view -> view.batchMemory().value()).orElseGet(OptionalLong::empty));
    }

    private void title(String name) {
        page.append(String.format(Locale.ROOT, "%n%-28s %14s %14s%n", name, "cpu cores", "memory GiB"));
    }

    private void row(String name, CpuMemory amount) {
        row(
                name,
                OptionalLong.of(amount.cpu().value()),
                OptionalLong.of(amount.memory().value()));
    }

    private void row(String name, OptionalLong milliCpu, OptionalLong bytes) {
        page.append(String.format(
                Locale.ROOT,
                "%-28s %14s %14s%n",
                name,
                milliCpu.isPresent() ? String.format(Locale.ROOT, "%.3f", milliCpu.getAsLong() / 1000.0) : "-",
                bytes.isPresent() ? String.format(Locale.ROOT, "%.2f", bytes.getAsLong() / GIB) : "-"));
    }

    private void reading(String name, Reading<CpuMemory> reading) {
        switch (reading) {
            case Reading.Value<CpuMemory>(CpuMemory amount) -> row(name, amount);
            case Reading.Missing<CpuMemory>(String cause) -> line(name, "missing: " + cause);
        }
    }

    private void line(String name, String value) {
        page.append(String.format(Locale.ROOT, "%-28s %s%n", name, value));
    }
}
