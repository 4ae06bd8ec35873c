package io.sublet.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;

/** Shows the lines of a program as they come. */
final class LineOutput extends OutputStream {
    private final PrintWriter to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineOutput(PrintWriter to) {
        this.to = to;
    }

    @Override
    public void write(int octet) {
        if (octet == '\n') {
            to.println(line.toString(UTF_8));
            line.reset();
        } else {
            line.write(octet);
        }
    }

    /** The last line, if it has no end. */
    @Override
    public void close() {
        if (line.size() > 0) {
            write('\n');
        }
        to.flush();
    }
}
