package io.sublet.agent.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A state directory in memory; it can be full, or be mounted read-only, and it can lose its power in the middle of a line. */
public final class FakeStore implements StateStore {
    private final Map<String, String> texts = new HashMap<>();
    private Runnable beforeAppend = () -> {};
    private Runnable midAppend = () -> {};
    private boolean full;
    private boolean readOnly;

    public FakeStore full(boolean isFull) {
        full = isFull;
        return this;
    }

    /** As a disk becomes that had an error: not even what is there can be renamed or removed. */
    public FakeStore readOnly(boolean isReadOnly) {
        readOnly = isReadOnly;
        full = isReadOnly;
        return this;
    }

    /** Called before an append, and again when half of it has been written. */
    public FakeStore onAppend(Runnable before, Runnable mid) {
        beforeAppend = before;
        midAppend = mid;
        return this;
    }

    public String text(String name) {
        return texts.getOrDefault(name, "");
    }

    @Override
    public List<String> read(String name) {
        String text = text(name);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    @Override
    public void forEachLine(String name, Consumer<String> line) {
        text(name).lines().forEach(line);
    }

    @Override
    public Optional<Failure> append(String name, List<String> lines, boolean durable) {
        if (full) {
            return Optional.of(new Failure("no space left"));
        }
        beforeAppend.run();
        String before = text(name);
        String fresh = String.join("\n", lines) + "\n";
        texts.put(name, before + fresh.substring(0, fresh.length() / 2));
        midAppend.run();
        texts.put(name, before + fresh);
        return Optional.empty();
    }

    @Override
    public Optional<Failure> replace(String name, List<String> lines) {
        if (full) {
            return Optional.of(new Failure("no space left"));
        }
        texts.put(name, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
        return Optional.empty();
    }

    @Override
    public Optional<Failure> rename(String from, String to) {
        if (readOnly) {
            return Optional.of(new Failure("read-only"));
        }
        texts.put(to, text(from));
        texts.remove(from);
        return Optional.empty();
    }

    @Override
    public Optional<Failure> remove(String name) {
        if (readOnly) {
            return Optional.of(new Failure("read-only"));
        }
        texts.remove(name);
        return Optional.empty();
    }

    @Override
    public long size(String name) {
        return text(name).length();
    }
}
