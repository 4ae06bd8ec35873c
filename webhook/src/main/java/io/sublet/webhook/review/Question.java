package io.sublet.webhook.review;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.protocol.Parsed;
import java.util.Map;

/** What a person may ask about admission, by {@code POST} with a document. No API server asks. */
public interface Question {

    /** Where it is asked, as {@code /explain/pod}. */
    String path();

    /** How to ask, in a few lines. */
    String usage();

    /**
     * The answer, from the document and what is known of the cluster, without any effect.
     *
     * @param parameters of the query
     * @return invalid with what is wrong with the question
     */
    Parsed<JsonNode> answer(JsonNode document, Map<String, String> parameters, ClusterView cluster);
}
