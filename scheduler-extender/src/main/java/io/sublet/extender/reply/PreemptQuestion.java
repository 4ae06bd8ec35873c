package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.extender.rank.PodShape;
import io.sublet.protocol.json.JsonException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code ExtenderPreemptionArgs}: a pod, and whom the scheduler would send away from each node.
 *
 * @param victims by node
 */
record PreemptQuestion(PodShape pod, Map<String, Victims> victims) {

    /**
     * Whom it would send away from one node.
     *
     * @param uids may be empty, for a node that the scheduler itself has nothing against
     * @param budgetViolations how many of them a disruption budget protects
     */
    record Victims(Set<String> uids, long budgetViolations) {}

    /**
     * Reads a question, with victims named by uid or as whole pods.
     *
     * @throws JsonException if it is none
     */
    static PreemptQuestion parse(Body body) {
        try (JsonParser parser = body.parser()) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonException("the question must be an object");
            }
            return new Reader(parser).read();
        } catch (IOException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    private static final class Reader {
        private final JsonParser parser;
        private final Map<String, Victims> victims = new LinkedHashMap<>();
        private Optional<PodShape> pod = Optional.empty();

        private Reader(JsonParser parser) {
            this.parser = parser;
        }

        private PreemptQuestion read() throws IOException {
            JsonFields.object(parser, field -> {
                switch (field) {
                    case "Pod" -> pod = Optional.of(PodReader.read(parser));
                    case "NodeNameToVictims", "NodeNameToMetaVictims" ->
                        JsonFields.object(parser, node -> victims.put(node, victims()));
                    default -> JsonFields.skip(parser);
                }
            });
            return new PreemptQuestion(pod.orElseThrow(() -> new JsonException("Pod is missing")), victims);
        }

        private Victims victims() throws IOException {
            Set<String> uids = new LinkedHashSet<>();
            long[] violations = {0};
            JsonFields.object(parser, field -> {
                switch (field) {
                    case "Pods" -> JsonFields.array(parser, item -> JsonFields.object(parser, part -> uid(part, uids)));
                    case "NumPDBViolations" -> violations[0] = JsonFields.integer(parser);
                    default -> JsonFields.skip(parser);
                }
            });
            return new Victims(uids, violations[0]);
        }

        /** {@code UID} of a name, {@code metadata.uid} of a whole pod. */
        private void uid(String field, Set<String> uids) throws IOException {
            switch (field) {
                case "UID" -> uids.add(JsonFields.text(parser));
                case "metadata" ->
                    JsonFields.object(parser, part -> {
                        if (part.equals("uid")) {
                            uids.add(JsonFields.text(parser));
                        } else {
                            JsonFields.skip(parser);
                        }
                    });
                default -> JsonFields.skip(parser);
            }
        }
    }
}
