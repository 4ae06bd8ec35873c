package io.sublet.crds.config;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * The key {@code host-application-config}: what runs on nodes outside of pods. The list of a selecting item takes the place
 * of the cluster's, even if it is empty.
 */
final class HostApplicationConfig {
    private static final String APPLICATIONS = "applications";
    private static final List<String> PRIORITIES = Stream.of(PriorityClass.values())
            .map(PriorityClass::wireName)
            .filter(name -> !name.isEmpty())
            .toList();
    private static final List<String> CLASSES =
            Stream.of(QosClass.values()).map(QosClass::name).toList();
    private static final List<String> BASES =
            List.of("CgroupRoot", "Kubepods", "KubepodsBurstable", "KubepodsBesteffort");
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
        List<Object> applications = schema.acceptList(
                findings.attempt(() -> holder.list(APPLICATIONS)).orElse(List.of()),
                holder.pathOf(APPLICATIONS),
                findings);
        for (int i = 0; i < applications.size(); i++) {
            JsonObject application = JsonObject.of(applications.get(i), holder.pathOf(APPLICATIONS) + "[" + i + "]");
            warnOfOtherThan(PRIORITIES, "priority", application, findings);
            warnOfOtherThan(CLASSES, "qos", application, findings);
            warnOfOtherThan(BASES, "base", application.objectOrEmpty("cgroupPath"), findings);
        }
        return applications;
    }

    /** Agents pass over a word that they do not know, so nothing is refused for it. */
    private static void warnOfOtherThan(List<String> words, String field, JsonObject object, Findings findings) {
        object.string(field)
                .filter(word -> !word.isEmpty() && !words.contains(word))
                .ifPresent(word -> findings.warn(
                        object.pathOf(field) + " is none of " + String.join(", ", words) + ", was " + word));
    }
}
