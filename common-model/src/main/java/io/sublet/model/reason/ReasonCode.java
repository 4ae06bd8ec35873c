package io.sublet.model.reason;

/**
 * The kind of a reason. Implemented by enums, one per area, whose constants are PascalCase because the name becomes the
 * reason of a Kubernetes event and the label of a metric.
 */
public interface ReasonCode {
    /** The constant's name. */
    String name();

    /** One sentence in the present tense, without the facts of the case. */
    String sentence();
}
