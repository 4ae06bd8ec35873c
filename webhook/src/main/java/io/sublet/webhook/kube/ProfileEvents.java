package io.sublet.webhook.kube;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.crds.clustercolocationprofile.ClusterColocationProfile;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jboss.logging.Logger;

/**
 * Warning events on profiles. The name of an event follows from the profile's generation, so that replicas, restarts and
 * repeated looks make one event of each.
 */
final class ProfileEvents {
    private static final Logger log = Logger.getLogger(ProfileEvents.class);

    /** Where events about objects without a namespace belong. */
    private static final String NAMESPACE = "default";

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private final KubernetesClient client;

    ProfileEvents(KubernetesClient client) {
        this.client = client;
    }

    /** The profile has no selector, so every new pod of the cluster that is not left alone becomes a batch pod. */
    void selectsEveryPod(ClusterColocationProfile profile) {
        ObjectMeta metadata = profile.getMetadata();
        try {
            client.resource(new EventBuilder()
                            .withNewMetadata()
                            .withNamespace(NAMESPACE)
                            .withName(metadata.getName() + ".selects-every-pod." + metadata.getGeneration())
                            .endMetadata()
                            .withType("Warning")
                            .withReason("SelectsEveryPod")
                            .withAction("Register")
                            .withNote(
                                    "The profile has neither selector nor namespaceSelector: it applies to every new pod of"
                                            + " the cluster but those that are always left alone")
                            .withReportingController("sublet.io/webhook")
                            .withReportingInstance("webhook")
                            .withEventTime(new MicroTime(
                                    Instant.now().atOffset(ZoneOffset.UTC).format(MICROS)))
                            .withNewRegarding()
                            .withApiVersion(profile.getApiVersion())
                            .withKind(profile.getKind())
                            .withName(metadata.getName())
                            .withUid(metadata.getUid())
                            .withResourceVersion(metadata.getResourceVersion())
                            .endRegarding()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                log.warnf("Event could not be created profile=%s cause=%s", metadata.getName(), e.getMessage());
            }
        }
    }
}
