package io.sublet.cli.observe;

/** Told how far long work is. */
public interface Progress {
    /** Says nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void at(String what, int done, int of) {}

        @Override
        public void done() {}
    };

    void at(String what, int done, int of);

    /** Takes back what was said. */
    void done();
}
