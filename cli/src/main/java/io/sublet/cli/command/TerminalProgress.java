package io.sublet.cli.command;

import io.sublet.cli.observe.Progress;
import java.io.PrintWriter;

/** One line that is written over again and again, and wiped at the end. */
final class TerminalProgress implements Progress {
    private static final String LINE_START = "\r";
    private static final String WIPE = "\r\u001b[K";

    private final PrintWriter err;

    TerminalProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void at(String what, int done, int of) {
        err.print(LINE_START + what + " " + done + "/" + of);
        err.flush();
    }

    @Override
    public synchronized void done() {
        err.print(WIPE);
        err.flush();
    }
}
