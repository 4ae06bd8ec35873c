package io.sublet.agent.act;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lines of the agent's files that a later version has written of knobs that this one does not know, as after a downgrade. They are kept
 * word for word for a version that knows them; this one can neither say what they mean nor give anything back by them.
 */
final class LaterLines {
    /** @param knob its name, which is none of this version's or has a value that is none of its own here */
    record Name(String cgroup, String knob) {
        @Override
        public String toString() {
            return "/" + cgroup + " " + knob;
        }
    }

    private final Map<Name, Set<String>> lines = new LinkedHashMap<>();

    void keep(Name name, String line) {
        lines.computeIfAbsent(name, fresh -> new LinkedHashSet<>()).add(line);
    }

    /** Keeps no other line of that name. */
    void keepOnly(Name name, String line) {
        drop(name);
        keep(name, line);
    }

    void drop(Name name) {
        lines.remove(name);
    }

    boolean has(Name name) {
        return lines.containsKey(name);
    }

    List<Name> names() {
        return List.copyOf(lines.keySet());
    }

    int size() {
        return all().size();
    }

    List<String> all() {
        List<String> all = new ArrayList<>();
        lines.values().forEach(all::addAll);
        return all;
    }
}
