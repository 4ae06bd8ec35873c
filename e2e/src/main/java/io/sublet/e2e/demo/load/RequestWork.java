package io.sublet.e2e.demo.load;

import java.io.IOException;
import java.util.List;

/** What a request of the online service costs. */
@FunctionalInterface
interface RequestWork {
    /** Does it on the calling thread; the result depends on all of it, so that no compiler drops any. */
    long run() throws IOException;

    /** One after the other. */
    static RequestWork all(List<RequestWork> parts) {
        return () -> {
            long result = 0;
            for (RequestWork part : parts) {
                result = 31 * result + part.run();
            }
            return result;
        };
    }
}
