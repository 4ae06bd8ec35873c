package io.sublet.webhook.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.cluster.EventWriter;
import io.sublet.crds.cluster.WarningEvent;
import io.sublet.crds.clustercolocationprofile.ClusterColocationProfile;
import java.time.Clock;

/** Warning events on profiles, one for each generation of a profile. */
final class ProfileEvents {
    private static final WarningEvent.Reporter REPORTER =
            new WarningEvent.Reporter("sublet.io/webhook", "webhook", "Register");

    private final EventWriter events;

    ProfileEvents(KubernetesClient client) {
        this.events = new EventWriter(client, Clock.systemUTC(), REPORTER);
    }

    /** The profile has no selector, so every new pod of the cluster that is not left alone becomes a batch pod. */
    void selectsEveryPod(ClusterColocationProfile profile) {
        warn(
                profile,
                "SelectsEveryPod",
                "The profile has neither selector nor namespaceSelector: it applies to every new pod of"
                        + " the cluster but those that are always left alone");
    }

    /** It was stored although it cannot be used: while the webhook was away, or before it reviewed profiles. */
    void cannotBeUsed(ClusterColocationProfile profile, String why) {
        warn(profile, "ProfileUnusable", "The profile applies to no pod: " + why);
    }

    private void warn(ClusterColocationProfile profile, String reason, String note) {
        ObjectMeta metadata = profile.getMetadata();
        events.warn(
                new WarningEvent(
                        new ObjectReferenceBuilder()
                                .withApiVersion(profile.getApiVersion())
                                .withKind(profile.getKind())
                                .withName(metadata.getName())
                                .withUid(metadata.getUid())
                                .withResourceVersion(metadata.getResourceVersion())
                                .build(),
                        reason,
                        note),
                metadata.getUid() + " " + metadata.getGeneration());
    }
}
