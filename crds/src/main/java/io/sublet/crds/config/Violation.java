package io.sublet.crds.config;

/**
 * Something in the ConfigMap that cannot be used, or is used otherwise than its author may think.
 *
 * @param key the key of the ConfigMap's data
 * @param item name of the item of the list per node, or its path where it has none; empty for the cluster part
 * @param why one clause that names the path inside the key's document, what is accepted and what was there
 */
public record Violation(String key, String item, String why) {
    /** The clause, and the item where the path does not name it. */
    public String what() {
        return why + (item.isEmpty() || why.startsWith(item) ? "" : " (item " + item + ")");
    }

    @Override
    public String toString() {
        return key + ": " + what();
    }
}
