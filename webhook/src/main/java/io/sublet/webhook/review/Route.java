package io.sublet.webhook.review;

import org.jboss.logging.Logger;

/**
 * Where the API server sends one kind of review, and who decides about it.
 *
 * @param path as {@code /mutate-pod}
 * @param reviewer decides
 */
public record Route(String path, Reviewer reviewer) {
    private static final Logger log = Logger.getLogger(Route.class);

    /** The path without its slash, as metrics and logs call it. */
    public String name() {
        return path.substring(1);
    }

    /** Never throws: a bug of ours must not keep anybody from writing an object. */
    public Answer answer(Review review, ClusterView cluster) {
        try {
            return reviewer.review(review, cluster);
        } catch (RuntimeException | StackOverflowError e) {
            log.errorf(
                    e,
                    "Review failed, request admitted as it came route=%s uid=%s target=%s",
                    name(),
                    review.uid(),
                    review.target());
            return Answer.failedOpen("the webhook failed: " + e.getClass().getSimpleName());
        }
    }
}
