package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;

/** Which of all groups that ever had a path it is that has it now. One of which that cannot be told need not be gone. */
public sealed interface Identity {
    /** @param number that it keeps while it lives and shares with no later one of its path */
    record Known(long number) implements Identity {}

    /** There is none of that path. */
    record Gone() implements Identity {}

    /** @param cause one clause for a person */
    record Unknown(String cause) implements Identity {}

    /** From a number that was read, or what became of that. */
    static Identity of(FileResult result, String path, long number) {
        return switch (result) {
            case FileResult.Done() -> new Known(number);
            case FileResult.Gone() -> new Gone();
            case FileResult.Refused refused -> new Unknown(path + ": " + refused.cause());
        };
    }

    /** The number, or why there is none. */
    default Reading<Long> reading() {
        return switch (this) {
            case Known(long number) -> Reading.of(number);
            case Gone() -> Reading.missing("no such group");
            case Unknown(String cause) -> Reading.missing(cause);
        };
    }
}
