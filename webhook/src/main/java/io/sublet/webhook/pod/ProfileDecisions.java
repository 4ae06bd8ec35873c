package io.sublet.webhook.pod;

import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about each profile for one pod. The API server may ask again about the pod that came out
 * (reinvocation); where a second look would decide otherwise, because chance was involved or labels that profiles select by
 * have changed, the decisions are kept in the annotation {@value #ANNOTATION}.
 *
 * @param byProfile in the order of the names
 * @param byChance whether a draw decided any of them in this pass
 */
public record ProfileDecisions(SortedMap<String, Decision> byProfile, boolean byChance) {

    /** JSON object of profile name to decision. */
    public static final String ANNOTATION = "sublet.io/profile-decisions";

    public static final ProfileDecisions NONE = new ProfileDecisions(new TreeMap<>(), false);

    /** One profile's. */
    public enum Decision {
        /** It matched and was applied. */
        APPLIED,
        /** It matched, but the pod is not in its share. */
        DRAWN_OUT,
        /** It did not match, or could not be applied. */
        UNMATCHED;

        /** As the annotation has it. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public ProfileDecisions {
        byProfile = Collections.unmodifiableSortedMap(new TreeMap<>(byProfile));
    }

    /** Whether any profile is about this pod, even one by which it was drawn out. */
    boolean anyMatched() {
        return byProfile.values().stream().anyMatch(d -> d != Decision.UNMATCHED);
    }

    boolean matched(String profile) {
        return byProfile.getOrDefault(profile, Decision.UNMATCHED) != Decision.UNMATCHED;
    }

    boolean applied(String profile) {
        return byProfile.get(profile) == Decision.APPLIED;
    }

    static Parsed<ProfileDecisions> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject object = Json.parseObject(text);
            SortedMap<String, Decision> decisions = new TreeMap<>();
            object.fields().forEach((name, decision) -> decisions.put(name, decision(name, decision)));
            return new ProfileDecisions(decisions, false);
        });
    }

    private static Decision decision(String name, @Nullable Object text) {
        for (Decision decision : Decision.values()) {
            if (decision.wireName().equals(text)) {
                return decision;
            }
        }
        throw new JsonException("decision of '" + name + "' is unknown");
    }

    /**
     * Those that have to be kept so that a pass over the changed pod, which decided otherwise, decides the same.
     *
     * @param earlier names of the profiles whose decisions the pod carries already
     * @param later what a pass decides that does not know these decisions
     */
    ProfileDecisions keptAgainst(Set<String> earlier, ProfileDecisions later) {
        SortedMap<String, Decision> kept = new TreeMap<>(byProfile);
        kept.keySet().removeIf(name -> !earlier.contains(name) && !matched(name) && !later.matched(name));
        return new ProfileDecisions(kept, false);
    }

    /** The annotation's text. */
    String render() {
        SortedMap<String, Object> texts = new TreeMap<>();
        byProfile.forEach((name, decision) -> texts.put(name, decision.wireName()));
        return Json.write(texts);
    }
}
