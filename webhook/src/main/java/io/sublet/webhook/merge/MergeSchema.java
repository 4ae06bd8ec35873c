package io.sublet.webhook.merge;

import java.util.Map;
import java.util.Optional;

/**
 * How the lists below one JSON object merge. A list that is not named here is replaced as a whole; every object merges
 * member by member.
 *
 * @param lists by member name
 * @param objects by member name, those below which there is a list that merges
 */
public record MergeSchema(Map<String, MergedList> lists, Map<String, MergeSchema> objects) {

    static final MergeSchema NOTHING = new MergeSchema(Map.of(), Map.of());

    /**
     * A list that merges.
     *
     * @param key member by which elements are paired; empty for a list of plain values, which merges as a set
     * @param element how the elements merge
     */
    public record MergedList(Optional<String> key, MergeSchema element) {}

    public MergeSchema {
        lists = Map.copyOf(lists);
        objects = Map.copyOf(objects);
    }

    MergeSchema below(String member) {
        return objects.getOrDefault(member, NOTHING);
    }

    static MergedList byKey(String key) {
        return byKey(key, NOTHING);
    }

    static MergedList byKey(String key, MergeSchema element) {
        return new MergedList(Optional.of(key), element);
    }

    static MergedList set() {
        return new MergedList(Optional.empty(), NOTHING);
    }
}
