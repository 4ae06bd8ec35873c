package io.sublet.cli.render;

/** The result of a command, for a person and for a program. */
public interface View {
    /** Ends with a line feed. */
    String text(Style style);

    /** A tree of maps, lists, texts, numbers, booleans and nulls. */
    Object tree();
}
