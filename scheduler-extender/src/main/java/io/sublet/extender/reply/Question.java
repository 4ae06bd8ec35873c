package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.PodShape;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler asks, the {@code ExtenderArgs} of k8s.io/kube-scheduler/extender/v1: a pod, and nodes either by name
 * ({@code NodeNames}, for an extender that is nodeCacheCapable) or as objects ({@code Nodes}). Nodes stay bytes: their names
 * are looked up and copied, never made into strings.
 */
final class Question {
    private final Body body;
    private final PodShape pod;
    private final KnownNames known;
    private final Desk desk;
    private final AskedNodes nodes;
    private final boolean namesOnly;

    private Question(Body body, PodShape pod, KnownNames known, Desk desk, boolean namesOnly) {
        this.body = body;
        this.pod = pod;
        this.known = known;
        this.desk = desk;
        this.nodes = desk.nodes();
        this.namesOnly = namesOnly;
    }

    /**
     * Reads a question without looking for its nodes.
     *
     * @throws JsonException if it is none
     */
    static Question parse(Body body) {
        return parse(body, KnownNames.NONE, new Desk());
    }

    /**
     * Reads a question.
     *
     * @param known the nodes that are looked up in it
     * @param desk an empty one, which belongs to the question from now on
     * @throws JsonException if it is none
     */
    static Question parse(Body body, KnownNames known, Desk desk) {
        try (JsonParser parser = body.parser()) {
            return new Reader(body, known, desk, parser).read();
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

    /** What it is answered with. */
    Desk desk() {
        return desk;
    }

    /** How many nodes it asks about. */
    int nodes() {
        return nodes.size();
    }

    boolean isNamesOnly() {
        return namesOnly;
    }

    /** Bytes of the question, a measure for those of its answer. */
    int length() {
        return body.length();
    }

    /** The row of a node of the question; {@link io.sublet.extender.rank.ClusterSnapshot#NO_ROW} if it is not known. */
    int row(int index) {
        return nodes.row(index);
    }

    /** The name of a node; one with escapes, which no node could have, comes as it stands. */
    String name(int index) {
        Slices names = nodes.names();
        return new String(
                body.bytes(), names.from(index) + 1, names.to(index) - names.from(index) - 2, StandardCharsets.UTF_8);
    }

    /** Copies a node's name as a JSON string. */
    void copyName(int index, ReplyBuffer out) {
        out.add(body.bytes(), nodes.names().from(index), nodes.names().to(index));
    }

    /** Opens the entry of a node in a list of scores, with a comma before it, up to the score itself. */
    void copyScoreEntry(int index, ReplyBuffer out) {
        if (nodes.row(index) == ClusterSnapshot.NO_ROW) {
            copyName(index, out.add(KnownNames.BEFORE_NAME));
            out.add(KnownNames.AFTER_NAME);
        } else {
            known.copyEntry(nodes.row(index), out);
        }
    }

    /** Copies some of the nodes as they came, names or objects, with commas between them. */
    void copyNodes(IntPredicate chosen, ReplyBuffer out) {
        Slices slices = namesOnly ? nodes.names() : desk.objects();
        int from = 0;
        int to = 0;
        for (int i = 0; i < slices.size(); i++) {
            if (chosen.test(i)) {
                // neighbours with nothing but a comma between them are copied in one piece with it
                boolean follows = to > 0 && slices.from(i) == to + 1;
                if (!follows && to > 0) {
                    out.add(body.bytes(), from, to).add(",");
                }
                from = follows ? from : slices.from(i);
                to = slices.to(i);
            }
        }
        out.add(body.bytes(), from, to);
    }

    private static final class Reader {
        private final Body body;
        private final KnownNames known;
        private final JsonParser parser;
        private final Desk desk;
        private final AskedNodes nodes;
        private @Nullable PodShape pod;
        private boolean sawNames;
        private boolean sawObjects;

        private Reader(Body body, KnownNames known, Desk desk, JsonParser parser) {
            this.body = body;
            this.known = known;
            this.parser = parser;
            this.desk = desk;
            this.nodes = desk.nodes();
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
            return new Question(body, pod, known, desk, sawNames);
        }

        /** Go writes the names last, and nothing after them: then they need no tokens. Otherwise leaves all as it was. */
        private boolean readLastNames() {
            if (parser.currentToken() != JsonToken.START_ARRAY || sawObjects) {
                return false;
            }
            int start = offset(parser.currentTokenLocation().getByteOffset()) + 1;
            sawNames = NameScan.endsQuestion(body, start, known, nodes);
            if (!sawNames) {
                nodes.clear();
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
            int before = nodes.size();
            JsonFields.object(parser, field -> {
                if (field.equals("metadata")) {
                    JsonFields.object(parser, this::nodeMetadata);
                } else {
                    JsonFields.skip(parser);
                }
            });
            if (nodes.size() != before + 1) {
                throw new JsonException("a node has no name");
            }
            desk.objects().add(from, offset(parser.currentLocation().getByteOffset()));
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
            int from = offset(parser.currentTokenLocation().getByteOffset());
            int to = offset(parser.currentLocation().getByteOffset());
            // a name with escapes is none that a node could have, and so not known
            nodes.add(from, to, known.find(body.bytes(), from + 1, to - 1));
        }

        private static int offset(long offset) {
            return Math.toIntExact(offset);
        }
    }
}
