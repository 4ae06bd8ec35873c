package io.sublet.crds.config;

/**
 * Something in the ConfigMap that cannot be used.
 *
 * @param key the key of the ConfigMap's data
 * @param why one clause that names the path inside the key's document, what is accepted and what was there
 */
public record Violation(String key, String why) {
    @Override
    public String toString() {
        return key + ": " + why;
    }
}
