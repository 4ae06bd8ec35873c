package io.sublet.cli.render;

/** How text for a person is marked. */
public enum Style {
    PLAIN,
    /** With the colours of a terminal (ECMA-48). */
    COLOUR;

    /** What a text means. */
    public enum Tone {
        NONE(""),
        BOLD("1"),
        DIM("2"),
        GOOD("32"),
        WARN("33"),
        BAD("31");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    public String mark(String text, Tone tone) {
        return this == PLAIN || tone == Tone.NONE || text.isEmpty()
                ? text
                : "\u001b[" + tone.code + "m" + text + "\u001b[0m";
    }
}
