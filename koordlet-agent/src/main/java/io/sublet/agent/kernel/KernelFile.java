package io.sublet.agent.kernel;

/** One file of the kernel that is read again and again. Used by one thread, as {@link KernelFiles}. */
public interface KernelFile extends AutoCloseable {
    String path();

    /** Reads the whole file. The text is unspecified unless the result is {@link FileResult.Done}. */
    FileResult read(AsciiText into);

    /** Gives back what reading it keeps open. Reading it again is allowed. */
    @Override
    void close();
}
