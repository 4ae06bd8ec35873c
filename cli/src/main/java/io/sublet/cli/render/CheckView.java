package io.sublet.cli.render;

import io.sublet.cli.check.Finding;
import io.sublet.cli.check.Finding.Level;
import io.sublet.cli.render.Style.Tone;
import io.sublet.cli.render.Table.Cell;
import java.util.List;
import java.util.Map;

/** All that was looked at. */
public record CheckView(List<Finding> findings) implements View {
    public CheckView {
        findings = List.copyOf(findings);
    }

    @Override
    public String text(Style style) {
        Table table = new Table("RESULT", "AREA", "WHAT");
        findings.forEach(finding -> table.row(List.of(
                new Cell(finding.level().word(), tone(finding.level())),
                Cell.of(finding.area()),
                Cell.of(finding.text()))));
        long fails = count(Level.FAIL);
        long warns = count(Level.WARN);
        return table.text(style) + "\n" + fails + " failed, " + warns + " to look at, " + count(Level.OK)
                + " in order\n";
    }

    private static Tone tone(Level level) {
        return switch (level) {
            case OK -> Tone.GOOD;
            case NOTE -> Tone.NONE;
            case WARN -> Tone.WARN;
            case FAIL -> Tone.BAD;
        };
    }

    private long count(Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    @Override
    public Object tree() {
        return findings.stream()
                .map(finding ->
                        Map.of("result", finding.level().word(), "area", finding.area(), "what", finding.text()))
                .toList();
    }
}
