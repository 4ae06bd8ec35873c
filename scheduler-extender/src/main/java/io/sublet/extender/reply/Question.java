package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.extender.rank.PodShape;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler asks, the {@code ExtenderArgs} of k8s.io/kube-scheduler/extender/v1: a pod, and nodes either by name
 * ({@code NodeNames}, for an extender that is nodeCacheCapable) or as objects ({@code Nodes}).
 */
final class Question {
    private final PodShape pod;
    private final QuestionNodes nodes;
    private final byte[] body;

    private Question(PodShape pod, QuestionNodes nodes, byte[] body) {
        this.pod = pod;
        this.nodes = nodes;
        this.body = body;
    }

    PodShape pod() {
        return pod;
    }

    QuestionNodes nodes() {
        return nodes;
    }

    /** Writes a node's object as it came. */
    void copyObject(int index, OutputStream out) throws IOException {
        QuestionNodes.Slice slice = nodes.objects().get(index);
        out.write(body, slice.from(), slice.to() - slice.from());
    }

    /**
     * Reads a question.
     *
     * @throws JsonException if it is none
     */
    static Question parse(byte[] body) {
        try (JsonParser parser = Json.factory().createParser(body)) {
            parser.nextToken();
            Parts parts = new Parts(parser);
            JsonFields.object(parser, parts::field);
            if (parts.pod == null) {
                throw new JsonException("Pod is missing");
            }
            if (parts.names == null && parts.objects.isEmpty() && !parts.sawNodes) {
                throw new JsonException("NodeNames and Nodes are both missing");
            }
            return new Question(parts.pod, parts.nodes(), body);
        } catch (JsonProcessingException e) {
            throw new JsonException(e.getOriginalMessage());
        } catch (IOException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    /** Reads a Pod that stands alone. */
    static PodShape parsePod(byte[] body) {
        try (JsonParser parser = Json.factory().createParser(body)) {
            parser.nextToken();
            return PodReader.read(parser);
        } catch (JsonProcessingException e) {
            throw new JsonException(e.getOriginalMessage());
        } catch (IOException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    private static final class Parts {
        private final JsonParser parser;
        private final List<String> objectNames = new ArrayList<>();
        private final List<QuestionNodes.Slice> objects = new ArrayList<>();
        private @Nullable PodShape pod;
        private @Nullable List<String> names;
        private boolean sawNodes;
        private String objectName = "";

        private Parts(JsonParser parser) {
            this.parser = parser;
        }

        private QuestionNodes nodes() {
            return names != null
                    ? new QuestionNodes(names, List.of(), true)
                    : new QuestionNodes(objectNames, objects, false);
        }

        private void field(String field) throws IOException {
            switch (field) {
                case "Pod" -> pod = parser.currentToken() == JsonToken.VALUE_NULL ? null : PodReader.read(parser);
                case "NodeNames" -> names = readNames();
                case "Nodes" -> {
                    sawNodes = parser.currentToken() != JsonToken.VALUE_NULL;
                    JsonFields.object(parser, this::nodeList);
                }
                default -> JsonFields.skip(parser);
            }
        }

        private @Nullable List<String> readNames() throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            List<String> read = new ArrayList<>();
            JsonFields.array(parser, item -> read.add(JsonFields.text(parser)));
            return read;
        }

        private void nodeList(String field) throws IOException {
            if (field.equals("items")) {
                JsonFields.array(parser, item -> node());
            } else {
                JsonFields.skip(parser);
            }
        }

        private void node() throws IOException {
            long from = parser.currentTokenLocation().getByteOffset();
            objectName = "";
            JsonFields.object(parser, field -> {
                if (field.equals("metadata")) {
                    JsonFields.object(parser, this::nodeMetadata);
                } else {
                    JsonFields.skip(parser);
                }
            });
            objectNames.add(objectName);
            objects.add(new QuestionNodes.Slice(
                    Math.toIntExact(from),
                    Math.toIntExact(parser.currentLocation().getByteOffset())));
        }

        private void nodeMetadata(String field) throws IOException {
            if (field.equals("name")) {
                objectName = JsonFields.text(parser);
            } else {
                JsonFields.skip(parser);
            }
        }
    }
}
