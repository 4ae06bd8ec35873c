package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;
import java.util.List;

/**
 * Files of the kernel (cgroupfs, procfs, sysfs), by absolute path. Used by one thread. No method throws for what a kernel
 * can do: a group that vanishes and a refused write are values.
 */
public interface KernelFiles {
    /** A file that will be read often. It need not exist, now or later. */
    KernelFile file(String path);

    /** Reads the whole file. The text is unspecified unless the result is {@link FileResult.Done}. */
    FileResult read(String path, AsciiText into);

    /** As {@link #read}, for a file that will hardly be read again, or that is replaced by another one of its name. */
    default FileResult readOnce(String path, AsciiText into) {
        return read(path, into);
    }

    /** Writes the text and a newline in one call, as the kernel wants it. */
    FileResult write(String path, String text);

    /** Makes a directory, which in some of the kernel's file systems makes what it stands for. */
    FileResult makeDirectory(String path);

    /** Removes a directory with the files that the kernel put there. */
    FileResult removeDirectory(String path);

    /** Whether there is a file or directory of this name. */
    boolean exists(String path);

    /** Whether the agent's user may write the file. */
    boolean isWritable(String path);

    /** Names of the directories in a directory; empty if it does not exist. */
    List<String> directories(String path);

    /** False only where a directory is known to have none in it, which is cheaper to tell than their names. */
    default boolean mayHaveDirectories(String path) {
        return true;
    }

    /** Names of all that is in a directory, links among it; empty if it does not exist. */
    List<String> entries(String path);

    /** By a directory's inode, which its successor of the same name does not share. */
    Identity identity(String path);

    /** Closes what has not been read for a while. */
    void sweep();

    /** The trimmed text of a file, for files that are read rarely. */
    default Reading<String> text(String path) {
        AsciiText text = new AsciiText();
        FileResult result = readOnce(path, text);
        return result.isDone() ? Reading.of(text.toString().strip()) : Reading.missing(path + ": " + result.cause());
    }
}
