package io.sublet.extender.fit;

import io.sublet.extender.rank.Taint;
import io.sublet.protocol.json.JsonObject;

/**
 * Which taints a pod bears.
 *
 * @param key empty for every key
 * @param anyValue whether the value does not matter
 * @param effect empty for every effect
 */
record Toleration(String key, boolean anyValue, String value, String effect) {
    static Toleration of(JsonObject tree) {
        return new Toleration(
                tree.string("key").orElse(""),
                tree.string("operator").orElse("").equals("Exists"),
                tree.string("value").orElse(""),
                tree.string("effect").orElse(""));
    }

    boolean bears(Taint taint) {
        return (effect.isEmpty() || effect.equals(taint.effect()))
                && (key.isEmpty() ? anyValue : key.equals(taint.key()))
                && (anyValue || value.equals(taint.value()));
    }
}
