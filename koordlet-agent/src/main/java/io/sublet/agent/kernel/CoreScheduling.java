package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;

/**
 * Core scheduling: processes with different cookies never run on the threads of one physical core at the same time; see
 * core-scheduling.rst of the kernel's documentation. Children inherit the cookie of their parent.
 */
public interface CoreScheduling {
    /** The cookie of those that have none. */
    long NO_COOKIE = 0;

    /** The cookie of a process; missing where the process is gone or the kernel has no core scheduling. */
    Reading<Long> cookie(long pid);

    /** Gives a process, with all its threads, a cookie that no other one has. */
    FileResult create(long pid);

    /** Gives a process, with all its threads, the cookie of another one. */
    FileResult share(long from, long to);

    /** Takes the cookie of a process, with all its threads, away. */
    FileResult clear(long pid);
}
