package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file that is read often and hardly ever changes: it is parsed anew only when its text is another one, so that reading it
 * makes no garbage.
 */
public final class WatchedFile<T> {
    private final KernelFile file;
    private final Function<String, Optional<T>> parser;
    private final AsciiText last = new AsciiText(64);
    private @Nullable FileResult lastResult;
    private Reading<T> value;

    /**
     * Reads nothing yet.
     *
     * @param parser gets the trimmed text; empty if it is not of the file's form
     */
    public WatchedFile(KernelFile file, Function<String, Optional<T>> parser) {
        this.file = file;
        this.parser = parser;
        this.value = Reading.missing(file.path() + ": not read yet");
    }

    /** The value now; the same object as before while the file has not changed. */
    public Reading<T> read(AsciiText text) {
        FileResult result = file.read(text);
        if (!result.isDone()) {
            if (!result.equals(lastResult)) {
                value = Reading.missing(file.path() + ": " + result.cause());
            }
        } else if (lastResult == null || !lastResult.isDone() || !text.isSame(last)) {
            last.copy(text);
            String content = text.toString().strip();
            value = parser.apply(content)
                    .map(Reading::of)
                    .orElseGet(() -> Reading.missing(file.path() + ": not understood: " + excerpt(content)));
        }
        lastResult = result;
        return value;
    }

    /** Gives back what reading the file keeps open. Reading it again is allowed. */
    public void close() {
        file.close();
    }

    private static String excerpt(String content) {
        return content.length() <= 64 ? content : content.substring(0, 64) + "…";
    }
}
