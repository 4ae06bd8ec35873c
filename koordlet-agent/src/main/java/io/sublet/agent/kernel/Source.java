package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file that is read often, and what to say while it has nothing to say; the same object each time, so that silence makes no garbage. */
public final class Source implements AutoCloseable {
    private final KernelFile file;
    private @Nullable FileResult lastResult;
    private Reading<?> missing;
    private @Nullable Reading<?> notUnderstood;

    /** Reads nothing yet. */
    public Source(KernelFile file) {
        this.file = file;
        this.missing = Reading.missing(file.path() + ": not read yet");
    }

    /** Reads the file; false if that was not possible, and {@link #missing} says why. */
    public boolean read(AsciiText text) {
        FileResult result = file.read(text);
        if (!result.isDone() && !result.equals(lastResult)) {
            missing = Reading.missing(file.path() + ": " + result.cause());
        }
        lastResult = result;
        return result.isDone();
    }

    /** Why the file could not be read. */
    @SuppressWarnings("unchecked") // a missing reading has no value, of whatever type
    public <T> Reading<T> missing() {
        return (Reading<T>) missing;
    }

    /** That the file was read and is not of its form. */
    @SuppressWarnings("unchecked") // as above
    public <T> Reading<T> notUnderstood() {
        Reading<?> known = notUnderstood;
        if (known == null) {
            known = Reading.missing(file.path() + ": not understood");
            notUnderstood = known;
        }
        return (Reading<T>) known;
    }

    /** What a parser made of the file. */
    public <T> Reading<T> of(Optional<T> parsed) {
        return parsed.isPresent() ? Reading.of(parsed.get()) : notUnderstood();
    }

    @Override
    public void close() {
        file.close();
    }
}
