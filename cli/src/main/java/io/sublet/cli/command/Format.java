package io.sublet.cli.command;

import io.sublet.cli.render.Document;
import io.sublet.cli.render.Style;
import io.sublet.cli.render.View;
import picocli.CommandLine.Option;

/** Options that say how a result is printed. */
final class Format {
    /** For whom. */
    enum Kind {
        text,
        json,
        yaml
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Kind kind = Kind.text;

    @Option(names = "--no-color", description = "no colours on a terminal either, as with NO_COLOR")
    private boolean plain;

    boolean isText() {
        return kind == Kind.text;
    }

    void print(View view, Surroundings here) {
        here.out()
                .print(
                        switch (kind) {
                            case text -> view.text(style(here));
                            case json -> Document.json(view.tree());
                            case yaml -> Document.yaml(view.tree());
                        });
        here.out().flush();
    }

    private Style style(Surroundings here) {
        boolean wanted = here.terminal()
                && !plain
                && here.environment().getOrDefault("NO_COLOR", "").isEmpty()
                && !here.environment().getOrDefault("TERM", "").equals("dumb");
        return wanted ? Style.COLOUR : Style.PLAIN;
    }
}
