package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.PodShape;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler asks, the {@code ExtenderArgs} of k8s.io/kube-scheduler/extender/v1: a pod, and nodes either by name
 * ({@code NodeNames}, for an extender that is nodeCacheCapable) or as objects ({@code Nodes}). Nodes stay bytes: their names
 * are looked up and copied, never made into strings.
 */
final class Question {
    private final Body body;
    private final PodShape pod;
    private final Slices names;
    private final @Nullable Slices objects;

    private Question(Body body, PodShape pod, Slices names, @Nullable Slices objects) {
        this.body = body;
        this.pod = pod;
        this.names = names;
        this.objects = objects;
    }

    /**
     * Reads a question.
     *
     * @throws JsonException if it is none
     */
    static Question parse(Body body) {
        try (JsonParser parser = body.parser()) {
            return new Reader(body, parser).read();
        } catch (IOException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    /** Reads a Pod that stands alone. */
    static PodShape parsePod(byte[] body) {
        try (JsonParser parser = Json.factory().createParser(body)) {
            parser.nextToken();
            return PodReader.read(parser);
        } catch (IOException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    PodShape pod() {
        return pod;
    }

    /** The names of the nodes in the order of the question, quotes and escapes included. */
    Slices nodes() {
        return names;
    }

    boolean isNamesOnly() {
        return objects == null;
    }

    /** Bytes of the question, a measure for those of its answer. */
    int length() {
        return body.length();
    }

    /** The row of a node of the question. A name with escapes is none that a node could have, and so not known. */
    int row(ClusterSnapshot snapshot, int index) {
        return snapshot.names().find(body.bytes(), names.from(index) + 1, names.to(index) - 1);
    }

    /** The name of a node; one with escapes, which no node could have, comes as it stands. */
    String name(int index) {
        return new String(
                body.bytes(), names.from(index) + 1, names.to(index) - names.from(index) - 2, StandardCharsets.UTF_8);
    }

    /** Copies a node's name as a JSON string. */
    void copyName(int index, ReplyBuffer out) {
        out.add(body.bytes(), names.from(index), names.to(index));
    }

    /** Copies a node as it came, a name or an object. */
    void copyNode(int index, ReplyBuffer out) {
        Slices slices = objects == null ? names : objects;
        out.add(body.bytes(), slices.from(index), slices.to(index));
    }

    private static final class Reader {
        private final Body body;
        private final JsonParser parser;
        private final Slices names = new Slices();
        private final Slices objects = new Slices();
        private @Nullable PodShape pod;
        private boolean sawNames;
        private boolean sawObjects;

        private Reader(Body body, JsonParser parser) {
            this.body = body;
            this.parser = parser;
        }

        private Question read() throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonException("the question must be an object");
            }
            boolean done = false;
            while (!done && parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                parser.nextToken();
                done = field.equals("NodeNames") && readLastNames();
                if (!done) {
                    field(field);
                }
            }
            if (pod == null) {
                throw new JsonException("Pod is missing");
            }
            if (sawNames == sawObjects) {
                throw new JsonException("one of NodeNames and Nodes must be there");
            }
            return new Question(body, pod, names, sawNames ? null : objects);
        }

        /** Go writes the names last, and nothing after them: then they need no tokens. Otherwise leaves all as it was. */
        private boolean readLastNames() {
            if (parser.currentToken() != JsonToken.START_ARRAY || sawObjects) {
                return false;
            }
            int start = offset(parser.currentTokenLocation().getByteOffset()) + 1;
            sawNames = NameScan.endsQuestion(body, start, names);
            if (!sawNames) {
                names.clear();
            }
            return sawNames;
        }

        private void field(String field) throws IOException {
            boolean absent = parser.currentToken() == JsonToken.VALUE_NULL;
            switch (field) {
                case "Pod" -> pod = absent ? null : PodReader.read(parser);
                case "NodeNames" -> {
                    sawNames |= !absent;
                    JsonFields.array(parser, item -> addName());
                }
                case "Nodes" -> {
                    sawObjects |= !absent;
                    JsonFields.object(parser, this::nodeList);
                }
                default -> JsonFields.skip(parser);
            }
        }

        private void nodeList(String field) throws IOException {
            if (field.equals("items")) {
                JsonFields.array(parser, item -> node());
            } else {
                JsonFields.skip(parser);
            }
        }

        private void node() throws IOException {
            int from = offset(parser.currentTokenLocation().getByteOffset());
            int before = names.size();
            JsonFields.object(parser, field -> {
                if (field.equals("metadata")) {
                    JsonFields.object(parser, this::nodeMetadata);
                } else {
                    JsonFields.skip(parser);
                }
            });
            if (names.size() != before + 1) {
                throw new JsonException("a node has no name");
            }
            objects.add(from, offset(parser.currentLocation().getByteOffset()));
        }

        private void nodeMetadata(String field) throws IOException {
            if (field.equals("name")) {
                addName();
            } else {
                JsonFields.skip(parser);
            }
        }

        private void addName() throws IOException {
            JsonFields.text(parser);
            names.add(
                    offset(parser.currentTokenLocation().getByteOffset()),
                    offset(parser.currentLocation().getByteOffset()));
        }

        private static int offset(long offset) {
            return Math.toIntExact(offset);
        }
    }
}
