package io.sublet.webhook.merge;

import static io.sublet.webhook.merge.MergeSchema.byKey;
import static io.sublet.webhook.merge.MergeSchema.set;

import java.util.Map;

/**
 * The lists of a pod that merge, as the OpenAPI document of Kubernetes 1.35 states them ({@code x-kubernetes-patch-strategy}
 * and {@code x-kubernetes-patch-merge-key}). Tolerations are not among them: Kubernetes replaces them as a whole.
 */
public final class PodMergeSchema {

    private static final MergeSchema METADATA =
            new MergeSchema(Map.of("ownerReferences", byKey("uid"), "finalizers", set()), Map.of());

    private static final MergeSchema CONTAINER = new MergeSchema(
            Map.of(
                    "env", byKey("name"),
                    "ports", byKey("containerPort"),
                    "volumeDevices", byKey("devicePath"),
                    "volumeMounts", byKey("mountPath")),
            Map.of());

    private static final MergeSchema CLAIM_TEMPLATE = new MergeSchema(Map.of(), Map.of("metadata", METADATA));

    private static final MergeSchema VOLUME = new MergeSchema(
            Map.of(), Map.of("ephemeral", new MergeSchema(Map.of(), Map.of("volumeClaimTemplate", CLAIM_TEMPLATE))));

    private static final MergeSchema SPEC = new MergeSchema(
            Map.of(
                    "containers", byKey("name", CONTAINER),
                    "ephemeralContainers", byKey("name", CONTAINER),
                    "hostAliases", byKey("ip"),
                    "imagePullSecrets", byKey("name"),
                    "initContainers", byKey("name", CONTAINER),
                    "resourceClaims", byKey("name"),
                    "schedulingGates", byKey("name"),
                    "topologySpreadConstraints", byKey("topologyKey"),
                    "volumes", byKey("name", VOLUME)),
            Map.of());

    private static final MergeSchema STATUS = new MergeSchema(
            Map.of(
                    "conditions", byKey("type"),
                    "hostIPs", byKey("ip"),
                    "podIPs", byKey("ip"),
                    "resourceClaimStatuses", byKey("name")),
            Map.of());

    /** The schema of the kind Pod. */
    public static final MergeSchema POD =
            new MergeSchema(Map.of(), Map.of("metadata", METADATA, "spec", SPEC, "status", STATUS));

    private PodMergeSchema() {}
}
