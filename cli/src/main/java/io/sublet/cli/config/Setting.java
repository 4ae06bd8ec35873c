package io.sublet.cli.config;

/**
 * One value that holds for a node.
 *
 * @param key of the ConfigMap, or {@code NodeSLO} for what stands on that object alone
 * @param path empty where the value is the whole document
 * @param value a JSON tree
 */
public record Setting(String key, LeafPath path, Object value, Source source) {
    /** What set a value. */
    public sealed interface Source {
        /** Nothing did. */
        record Default() implements Source {}

        /** The key's part for the cluster. */
        record Cluster() implements Source {}

        /**
         * An item of the key's list.
         *
         * @param reset it does not name the value, and sets it back to its default by being silent about it
         */
        record Item(String name, boolean reset) implements Source {}

        /** The Node's own annotation. */
        record NodeAnnotation(String annotation) implements Source {}

        /** A label of the Node. */
        record NodeLabel() implements Source {}

        /** Somebody wrote it on the NodeSLO itself, and the manager leaves it to them. */
        record NodeSlo(String fieldManager) implements Source {}

        /** As people and programs read it. */
        default String text() {
            return switch (this) {
                case Default() -> "default";
                case Cluster() -> "cluster";
                case Item(String name, boolean reset) -> "item " + name + (reset ? ", by leaving it out" : "");
                case NodeAnnotation(String annotation) -> "node annotation " + annotation;
                case NodeLabel() -> "node label";
                case NodeSlo(String fieldManager) -> "NodeSLO, by " + fieldManager;
            };
        }

        /** Whether it is about one node or some and not about all. */
        default boolean isOverride() {
            return !(this instanceof Default || this instanceof Cluster);
        }
    }
}
