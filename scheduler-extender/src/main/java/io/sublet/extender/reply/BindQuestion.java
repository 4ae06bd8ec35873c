package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.extender.bind.BindOrder;
import io.sublet.model.pod.PodRef;
import io.sublet.protocol.json.JsonException;
import java.io.IOException;

/** The {@code ExtenderBindingArgs}. */
final class BindQuestion {
    private String name = "";
    private String namespace = "";
    private String uid = "";
    private String node = "";

    private BindQuestion() {}

    /**
     * Reads what is to be bound.
     *
     * @throws JsonException if the body does not say so
     */
    static BindOrder parse(Body body) {
        BindQuestion question = new BindQuestion();
        try (JsonParser parser = body.parser()) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonException("the question must be an object");
            }
            JsonFields.object(parser, field -> question.field(field, parser));
        } catch (IOException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
        return question.order();
    }

    private void field(String field, JsonParser parser) throws IOException {
        switch (field) {
            case "PodName" -> name = JsonFields.text(parser);
            case "PodNamespace" -> namespace = JsonFields.text(parser);
            case "PodUID" -> uid = JsonFields.text(parser);
            case "Node" -> node = JsonFields.text(parser);
            default -> JsonFields.skip(parser);
        }
    }

    private BindOrder order() {
        return new BindOrder(
                new PodRef(present("PodNamespace", namespace), present("PodName", name), present("PodUID", uid)),
                present("Node", node));
    }

    private static String present(String field, String value) {
        if (value.isEmpty()) {
            throw new JsonException(field + " is missing");
        }
        return value;
    }
}
