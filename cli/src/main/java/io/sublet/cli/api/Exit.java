package io.sublet.cli.api;

/** Exit codes. */
public enum Exit {
    OK(0),
    /** The command did what was asked and found something: a failed check, a difference, a node that did not confirm. */
    FINDING(1),
    /** Wrong usage, or a file that cannot be read. */
    USAGE(2),
    /** The cluster cannot be asked: no kubeconfig, no answer, no rights, or Sublet is not there. */
    UNREACHABLE(3),
    BUG(70);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
