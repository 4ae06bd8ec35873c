package io.sublet.agent.kernel;

/** Why the kernel refused a read or a write; see errno(3). Known by its text, which is all that Java passes on. */
public enum Errno {
    EINVAL("Invalid argument"),
    EBUSY("Device or resource busy"),
    EACCES("Permission denied"),
    EPERM("Operation not permitted"),
    EROFS("Read-only file system"),
    ENODEV("No such device"),
    ENOENT("No such file or directory"),
    ESRCH("No such process"),
    ERANGE("Numerical result out of range"),
    ENOSPC("No space left on device"),
    EIO("Input/output error"),
    EMFILE("Too many open files"),
    EFBIG("File too large"),
    EEXIST("File exists"),
    EAGAIN("Resource temporarily unavailable"),
    /** The kernel accepted a value and shows another one. */
    NOT_TAKEN("the file shows another value after the write"),
    OTHER("");

    private final String text;

    Errno(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** Whether the object of the call no longer exists, so that there is nothing to read, write or retry. */
    public boolean isGone() {
        return this == ENODEV || this == ENOENT || this == ESRCH;
    }

    /** From the number that the kernel uses; {@link #OTHER} for an unknown one. */
    public static Errno ofNumber(int number) {
        return switch (number) {
            case 1 -> EPERM;
            case 2 -> ENOENT;
            case 3 -> ESRCH;
            case 5 -> EIO;
            case 11 -> EAGAIN;
            case 13 -> EACCES;
            case 16 -> EBUSY;
            case 17 -> EEXIST;
            case 19 -> ENODEV;
            case 22 -> EINVAL;
            case 24 -> EMFILE;
            case 28 -> ENOSPC;
            case 30 -> EROFS;
            case 34 -> ERANGE;
            default -> OTHER;
        };
    }

    /** From the message of an exception; {@link #OTHER} for an unknown one. */
    public static Errno ofMessage(String message) {
        for (Errno errno : values()) {
            if (!errno.text.isEmpty() && message.contains(errno.text)) {
                return errno;
            }
        }
        return OTHER;
    }
}
