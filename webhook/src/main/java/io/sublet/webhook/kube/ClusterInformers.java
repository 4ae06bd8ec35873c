package io.sublet.webhook.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.RecordWatch;
import io.sublet.crds.clustercolocationprofile.ClusterColocationProfile;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.registration.Reach;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.selection.PodQosScope;
import io.sublet.webhook.selection.SelectedItem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/**
 * Watches profiles, PriorityClasses and namespaces, and keeps a small record of each; the objects themselves are not kept.
 * A list or watch that fails is tried again for ever.
 */
public final class ClusterInformers implements ClusterView, AutoCloseable {
    private static final Logger log = Logger.getLogger(ClusterInformers.class);

    private final KubernetesClient client;
    private final RequestConfig oneQuickRequest;
    private final Map<String, Parsed<Profile>> profiles = new ConcurrentSkipListMap<>();
    private final Map<String, PriorityLevel> priorityLevels = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> namespaces = new ConcurrentHashMap<>();
    private final List<RecordWatch<?>> watches;
    private final PolicyInformers policies;
    private final ProfileEvents events;
    private volatile List<Profile> usable = List.of();
    private volatile Runnable profilesChanged = () -> {};

    /**
     * @param contact is told of what does not work
     * @param policies told what is compared when configuration is reviewed, as far as it is watched
     * @param deadline of a review, which no request that it makes outlasts
     */
    public ClusterInformers(KubernetesClient client, ApiContact contact, PolicyInformers policies, Duration deadline) {
        this.client = client;
        this.oneQuickRequest = new RequestConfigBuilder()
                .withRequestTimeout(Math.toIntExact(deadline.toMillis()))
                .withRequestRetryBackoffLimit(0)
                .build();
        this.policies = policies;
        this.events = new ProfileEvents(client);
        this.watches = List.of(
                new RecordWatch<>(
                        new RecordWatch.Source<>(
                                "clustercolocationprofiles",
                                client.resources(ClusterColocationProfile.class),
                                ClusterColocationProfile::new),
                        contact,
                        this::keepProfile,
                        gone -> forgetProfile(name(gone))),
                new RecordWatch<>(
                        new RecordWatch.Source<>(
                                "priorityclasses", client.scheduling().v1().priorityClasses(), PriorityClass::new),
                        contact,
                        this::keepPriority,
                        gone -> priorityLevels.remove(name(gone))),
                new RecordWatch<>(
                        new RecordWatch.Source<>("namespaces", client.namespaces(), Namespace::new),
                        contact,
                        this::keepNamespace,
                        gone -> namespaces.remove(name(gone))));
    }

    /**
     * Begins to watch; {@link #isComplete()} says when all was seen.
     *
     * @param changed told when other profiles are in effect; must return soon
     */
    public void start(Runnable changed) {
        profilesChanged = changed;
        watches.forEach(RecordWatch::start);
    }

    private void keepProfile(ClusterColocationProfile object) {
        String name = object.getMetadata().getName();
        Parsed<Profile> profile = ProfileReader.read(object);
        if (profile instanceof Parsed.Invalid<Profile>(String why)) {
            log.warnf("Profile is invalid and applies to no pod profile=%s cause=%s", name, why);
            events.cannotBeUsed(object, why);
        } else {
            log.infof("Profile is in effect profile=%s", name);
        }
        profiles.put(name, profile);
        publishProfiles();
        if (profile.valid().filter(Reach::selectsEveryPod).isPresent()) {
            log.warnf("Profile selects every pod of the cluster profile=%s", name);
            events.selectsEveryPod(object);
        }
    }

    private void forgetProfile(String name) {
        profiles.remove(name);
        publishProfiles();
        log.infof("Profile is gone profile=%s", name);
    }

    /** Only the informer's thread comes here. */
    private void publishProfiles() {
        usable = profiles.values().stream()
                .flatMap(profile -> profile.valid().stream())
                .toList();
        profilesChanged.run();
    }

    /** The usable profiles as the API server has them now. Blocks. */
    public List<Profile> readProfiles() {
        return client.resources(ClusterColocationProfile.class).list().getItems().stream()
                .flatMap(object -> ProfileReader.read(object).valid().stream())
                .toList();
    }

    private void keepPriority(PriorityClass object) {
        String name = object.getMetadata().getName();
        String policy = Optional.ofNullable(object.getPreemptionPolicy()).orElse("PreemptLowerPriority");
        priorityLevels.put(name, new PriorityLevel(name, object.getValue(), policy));
    }

    private void keepNamespace(Namespace object) {
        namespaces.put(object.getMetadata().getName(), labels(object));
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private static Map<String, String> labels(Namespace object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? Map.of() : Map.copyOf(labels);
    }

    @Override
    public boolean isComplete() {
        return watches.stream().allMatch(RecordWatch::isFilled);
    }

    @Override
    public List<Profile> profiles() {
        return usable;
    }

    @Override
    public Map<String, PriorityLevel> priorityLevels() {
        return priorityLevels;
    }

    /** A pod may be created right after its namespace, before the watch has told of it: then the API server is asked. */
    @Override
    public Optional<Map<String, String>> namespaceLabels(String namespace) {
        Map<String, String> known = namespaces.get(namespace);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            return Optional.ofNullable(client.adapt(NamespacedKubernetesClient.class)
                            .withRequestConfig(oneQuickRequest)
                            .call(asked ->
                                    asked.namespaces().withName(namespace).get()))
                    .map(ClusterInformers::labels);
        } catch (KubernetesClientException e) {
            log.warnf("Namespace cannot be asked for namespace=%s cause=%s", namespace, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Optional<Map<String, Map<String, String>>> nodeLabels() {
        return policies.nodeLabels();
    }

    @Override
    public Map<String, List<SelectedItem>> configItems() {
        return policies.configItems();
    }

    @Override
    public List<PodQosScope> podQosScopes() {
        return policies.podQosScopes();
    }

    @Override
    public Map<String, String> invalidProfiles() {
        Map<String, String> invalid = new TreeMap<>();
        profiles.forEach((name, profile) -> {
            if (profile instanceof Parsed.Invalid<Profile>(String why)) {
                invalid.put(name, why);
            }
        });
        return invalid;
    }

    /** Whether every watch is up right now. */
    public boolean isWatching() {
        return watches.stream().allMatch(RecordWatch::isWatching);
    }

    @Override
    public void close() {
        watches.forEach(RecordWatch::close);
    }
}
