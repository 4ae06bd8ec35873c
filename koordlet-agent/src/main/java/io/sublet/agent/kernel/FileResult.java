package io.sublet.agent.kernel;

/** What became of one read or write of a kernel file. */
public sealed interface FileResult {
    /** Done. */
    record Done() implements FileResult {
        private static final Done ALL = new Done();
    }

    /** The file, or what it speaks for, does not exist or no longer exists. */
    record Gone() implements FileResult {
        private static final Gone ALL = new Gone();
    }

    /**
     * The kernel refused.
     *
     * @param detail what it says beyond that; empty for nothing
     */
    record Refused(Errno errno, String detail) implements FileResult {
        public Refused(Errno errno) {
            this(errno, "");
        }
    }

    static FileResult done() {
        return Done.ALL;
    }

    static FileResult gone() {
        return Gone.ALL;
    }

    static FileResult of(Errno errno) {
        return errno.isGone() ? gone() : new Refused(errno);
    }

    default boolean isDone() {
        return this instanceof Done;
    }

    /** One clause that says why it was not done. */
    default String cause() {
        return switch (this) {
            case Done() -> "done";
            case Gone() -> "no such file";
            case Refused(Errno errno, String detail) -> detail.isEmpty() ? errno.name() : errno.name() + ": " + detail;
        };
    }
}
