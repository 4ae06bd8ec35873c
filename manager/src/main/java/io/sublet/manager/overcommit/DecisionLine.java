package io.sublet.manager.overcommit;

import io.sublet.model.resource.CpuMemory;
import java.util.function.Function;

/** One pass over a node in one line of the log: what was decided, why, and by which numbers. */
final class DecisionLine {
    private DecisionLine() {}

    static String of(NodeAssessment found) {
        StringBuilder line = new StringBuilder("Node ")
                .append(found.situation().node().name())
                .append(": ")
                .append(found.plan().getClass().getSimpleName())
                .append(' ')
                .append(found.plan().reason());
        if (found.offer() instanceof NodeOffer.Offered offered) {
            line.append("; batch ")
                    .append(batch(offered.batch(), amount -> amount.cpu().toString()));
            line.append(", memory ")
                    .append(batch(offered.batch(), amount -> amount.memory().toString()));
            line.append("; mid ").append(text(offered.mid().amount()));
            offered.mayOnlyFall().ifPresent(reason -> line.append("; ").append(reason));
            found.situation()
                    .closed()
                    .ifPresent(why -> line.append("; closed to batch: ").append(why));
        }
        found.hold()
                .flatMap(OfferHold::waiting)
                .ifPresent(waiting -> line.append("; held at ")
                        .append(found.hold().map(hold -> text(hold.amount())).orElse(""))
                        .append(" of ")
                        .append(text(waiting.offer()))
                        .append(waiting.next().map(at -> " until " + at).orElse("")));
        return line.append("; speed ")
                .append(found.ratios().normalization().speed())
                .append(' ')
                .append(found.ratios().normalization().reason().code().name())
                .toString();
    }

    private static String batch(BatchFormula formula, Function<CpuMemory, String> resource) {
        return resource.apply(formula.result()) + " = capacity "
                + resource.apply(formula.machine().capacity()) + " − margin "
                + resource.apply(formula.margin()) + " − system or reserved "
                + resource.apply(formula.base()) + " − online "
                + resource.apply(formula.counted())
                + (formula.result().equals(formula.beforeCap())
                        ? ""
                        : ", at most " + resource.apply(formula.capped()) + " by the cap and "
                                + resource.apply(formula.headroom()) + " beside mid");
    }

    private static String text(CpuMemory amount) {
        return amount.cpu() + "/" + amount.memory();
    }
}
