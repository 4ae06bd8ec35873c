package io.sublet.webhook;

import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.selection.PodQosScope;
import io.sublet.webhook.selection.SelectedItem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster in memory; empty and complete at first. */
public class FakeCluster implements ClusterView {
    public boolean complete = true;
    public List<Profile> profiles = List.of();
    public Map<String, String> invalidProfiles = Map.of();
    public Map<String, PriorityLevel> priorityLevels = Map.of();

    public Optional<Map<String, Map<String, String>>> nodes = Optional.of(Map.of());
    public Map<String, List<SelectedItem>> configItems = Map.of();
    public List<PodQosScope> podQosScopes = List.of();

    /** Labels by namespace. One that is not here does not exist. */
    public final Map<String, Map<String, String>> namespaces = new HashMap<>();

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public List<Profile> profiles() {
        return profiles;
    }

    @Override
    public Map<String, String> invalidProfiles() {
        return invalidProfiles;
    }

    @Override
    public Map<String, PriorityLevel> priorityLevels() {
        return priorityLevels;
    }

    @Override
    public Optional<Map<String, String>> namespaceLabels(String namespace) {
        return Optional.ofNullable(namespaces.get(namespace));
    }

    @Override
    public Optional<Map<String, Map<String, String>>> nodeLabels() {
        return nodes;
    }

    @Override
    public Map<String, List<SelectedItem>> configItems() {
        return configItems;
    }

    @Override
    public List<PodQosScope> podQosScopes() {
        return podQosScopes;
    }
}
