package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.List;

/**
 * The key {@code host-application-config}: what runs on nodes outside of pods. The list of a selecting item takes the place
 * of the cluster's, even if it is empty.
 */
final class HostApplicationConfig {
    private static final String APPLICATIONS = "applications";
    private static final FieldNames NAMES =
            FieldNames.of(APPLICATIONS, ColocationDocument.ITEMS, "nodeSelector", "name");

    private HostApplicationConfig() {}

    static Layered<List<Object>> read(JsonObject raw, FieldSchema schema, Findings findings) {
        JsonObject document = NAMES.canonicalize(raw, findings);
        return new Layered<>(
                applications(document, schema, findings),
                Layered.readItems(
                        document,
                        ColocationDocument.ITEMS,
                        findings,
                        (item, here) -> applications(NAMES.canonicalize(item, here), schema, here)));
    }

    private static List<Object> applications(JsonObject holder, FieldSchema schema, Findings findings) {
        return schema.acceptList(
                findings.attempt(() -> holder.list(APPLICATIONS)).orElse(List.of()),
                holder.pathOf(APPLICATIONS),
                findings);
    }
}
