package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;
import java.util.Map;
import java.util.TreeMap;

/** Core scheduling without a kernel: processes with cookies, that fork and end. */
public final class FakeCores implements CoreScheduling {
    private final Map<Long, Long> cookies = new TreeMap<>();
    private boolean supported = true;
    private long nextCookie = 1000;
    private int calls;

    /** A process without a cookie. */
    public FakeCores process(long pid) {
        cookies.put(pid, NO_COOKIE);
        return this;
    }

    public FakeCores process(long pid, long cookie) {
        cookies.put(pid, cookie);
        return this;
    }

    /** A child, which inherits. */
    public FakeCores fork(long parent, long child) {
        cookies.put(child, cookies.getOrDefault(parent, NO_COOKIE));
        return this;
    }

    public FakeCores end(long pid) {
        cookies.remove(pid);
        return this;
    }

    public FakeCores unsupported() {
        supported = false;
        return this;
    }

    public Map<Long, Long> cookies() {
        return new TreeMap<>(cookies);
    }

    /** Changes that were asked for. */
    public int calls() {
        return calls;
    }

    @Override
    public Reading<Long> cookie(long pid) {
        if (!supported) {
            return Reading.missing("EINVAL");
        }
        Long cookie = cookies.get(pid);
        return cookie == null && pid != ProcessHandle.current().pid()
                ? Reading.missing("no such process")
                : Reading.of(cookie == null ? NO_COOKIE : cookie);
    }

    @Override
    public FileResult create(long pid) {
        return set(pid, nextCookie++);
    }

    @Override
    public FileResult share(long from, long to) {
        Long cookie = cookies.get(from);
        return cookie == null ? FileResult.gone() : set(to, cookie);
    }

    @Override
    public FileResult clear(long pid) {
        return set(pid, NO_COOKIE);
    }

    private FileResult set(long pid, long cookie) {
        calls++;
        if (!supported) {
            return FileResult.of(Errno.EINVAL);
        }
        return cookies.replace(pid, cookie) == null ? FileResult.gone() : FileResult.done();
    }
}
