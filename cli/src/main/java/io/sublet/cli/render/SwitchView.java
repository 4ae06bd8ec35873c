package io.sublet.cli.render;

import io.sublet.cli.fleet.AgentView;
import io.sublet.cli.fleet.SwitchState;
import io.sublet.cli.fleet.SwitchState.Turn;
import io.sublet.cli.render.Style.Tone;
import io.sublet.cli.render.Table.Cell;
import io.sublet.model.reading.Reading;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of the nodes whose switch was turned. */
public record SwitchView(Turn turn, List<SwitchState> states) implements View {
    public SwitchView {
        states = List.copyOf(states);
    }

    /** How many have not confirmed. */
    public long unconfirmed() {
        return states.stream().filter(state -> state.waitsFor(turn).isPresent()).count();
    }

    @Override
    public String text(Style style) {
        Table table = new Table("NODE", "MODE", "HELD>", "OFFERED>", "RESULT");
        states.forEach(state -> table.row(List.of(
                Cell.of(state.node()),
                Cell.of(Amounts.orNone(mode(state), text -> text)),
                Cell.of(Amounts.orNone(held(state), String::valueOf)),
                Cell.of(Amounts.orNone(state.offered(), amount -> Amounts.cores(amount.cpu()))),
                state.waitsFor(turn)
                        .map(why -> new Cell("not confirmed: " + why, Tone.BAD))
                        .orElse(new Cell(done(state), Tone.GOOD)))));
        return table.text(style);
    }

    private String done(SwitchState state) {
        if (turn == Turn.DISABLE) {
            return "disabled, all is as it was";
        }
        if (state.offByLabel()) {
            return "stays off by its own label";
        }
        return state.offByMode() ? "enabled, and off by its mode" : "enabled";
    }

    private static Reading<String> mode(SwitchState state) {
        return state.agent().flatMap(AgentView::mode);
    }

    private static Reading<Long> held(SwitchState state) {
        return state.agent().flatMap(AgentView::held);
    }

    @Override
    public Object tree() {
        return states.stream()
                .map(state -> {
                    Map<String, @Nullable Object> tree = Trees.object();
                    tree.put("node", state.node());
                    tree.put("disabled", state.isOff());
                    tree.put("mode", Trees.orNull(mode(state)));
                    tree.put("held", Trees.orNull(held(state)));
                    tree.put("offered", state.offered().map(Trees::amount).orElse(null));
                    tree.put("confirmed", state.waitsFor(turn).isEmpty());
                    tree.put("waitsFor", Trees.orNull(state.waitsFor(turn)));
                    return tree;
                })
                .toList();
    }
}
