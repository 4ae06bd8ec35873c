package io.sublet.agent.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The state of an agent that may not write its state directory: kept while the process lives. It refuses durable lines, so
 * that nothing which must survive a crash is ever done on its word.
 */
public final class MemoryStateStore implements StateStore {
    private final String why;
    private final Map<String, List<String>> files = new ConcurrentHashMap<>();

    /**
     * A store that explains itself.
     *
     * @param why why there is no state directory, the cause of each refused line
     */
    public MemoryStateStore(String why) {
        this.why = why;
    }

    @Override
    public List<String> read(String name) {
        return List.copyOf(files.getOrDefault(name, List.of()));
    }

    @Override
    public void forEachLine(String name, Consumer<String> line) {
        read(name).forEach(line);
    }

    @Override
    public Optional<Failure> append(String name, List<String> lines, boolean durable) {
        if (durable) {
            return Optional.of(new Failure(why));
        }
        // Without a directory the ledger is what its reader keeps in memory.
        return Optional.empty();
    }

    @Override
    public Optional<Failure> replace(String name, List<String> lines) {
        files.put(name, new ArrayList<>(lines));
        return Optional.empty();
    }

    @Override
    public Optional<Failure> rename(String from, String to) {
        List<String> lines = files.remove(from);
        if (lines != null) {
            files.put(to, lines);
        }
        return Optional.empty();
    }

    @Override
    public Optional<Failure> remove(String name) {
        files.remove(name);
        return Optional.empty();
    }

    @Override
    public long size(String name) {
        return 0;
    }
}
