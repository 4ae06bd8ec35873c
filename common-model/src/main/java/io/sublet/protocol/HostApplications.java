package io.sublet.protocol;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.HostApplication;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The field {@code hostApplications} of a NodeSLO. */
final class HostApplications {
    private HostApplications() {}

    static List<HostApplication> parse(JsonObject spec) {
        List<HostApplication> applications = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonObject application : spec.objects("hostApplications")) {
            String name = application.string("name").orElse("");
            if (name.isEmpty() || !names.add(name)) {
                throw new JsonException(
                        application.pathOf("name") + " is absent or not the only one of its kind: '" + name + "'");
            }
            QosClass qos = QosClass.parse(application.string("qos").orElse("")).orElse(QosClass.LS);
            Optional<JsonObject> place = application.object("cgroupPath");
            applications.add(new HostApplication(
                    name,
                    PriorityClass.ofName(application.string("priority").orElse(""))
                            .orDefaultFor(qos),
                    qos,
                    place.map(HostApplications::base).orElse(HostApplication.Base.CGROUP_ROOT),
                    place.map(HostApplications::path).orElseGet(() -> defaultPath(name, qos))));
        }
        return applications;
    }

    private static String defaultPath(String name, QosClass qos) {
        return (qos == QosClass.BE ? "host-best-effort/" : "host-latency-sensitive/") + name;
    }

    private static HostApplication.Base base(JsonObject place) {
        String name = place.string("base").orElse(HostApplication.Base.CGROUP_ROOT.wireName());
        for (HostApplication.Base base : HostApplication.Base.values()) {
            if (base.wireName().equals(name)) {
                return base;
            }
        }
        throw new JsonException(place.pathOf("base") + " is not known: '" + name + "'");
    }

    private static String path(JsonObject place) {
        String path = place.string("parentDir").orElse("") + "/"
                + place.string("relativePath").orElse("");
        String clean = path.replaceAll("/+", "/").replaceAll("^/|/$", "");
        if (List.of(clean.split("/", -1)).contains("..") || clean.indexOf('\0') >= 0) {
            throw new JsonException(place.pathOf("relativePath") + " must stay below its base: '" + clean + "'");
        }
        return clean;
    }
}
