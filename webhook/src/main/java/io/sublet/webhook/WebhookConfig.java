package io.sublet.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Configuration, as {@code sublet.webhook.<key>} or environment variable {@code SUBLET_WEBHOOK_<KEY>}.
 *
 * <p>No key may be named like the variables that Kubernetes sets for the Service {@code sublet-webhook}:
 * {@code SUBLET_WEBHOOK_SERVICE_HOST}, {@code _SERVICE_PORT}, {@code _PORT} and {@code _PORT_…}.
 */
@ConfigMapping(prefix = "sublet.webhook")
public interface WebhookConfig {

    /** Namespace of the Service and the Secret. */
    @WithDefault("sublet-system")
    String namespace();

    /** Service by which API servers call; gives the certificate its names. */
    @WithDefault("sublet-webhook")
    String serviceName();

    /** Secret for the certificates, which must exist. */
    @WithDefault("sublet-webhook-certs")
    String secretName();

    /**
     * Directory with tls.crt, tls.key and perhaps ca.crt, which somebody else renews and whose authority somebody else enters
     * into the webhook configurations; without it the certificates are issued here and kept in the Secret.
     */
    Optional<Path> certificateDirectory();

    /** Name of the webhook configurations, the mutating and the validating one. */
    @WithDefault("sublet-webhook")
    String configurationName();

    /** Address to listen on. */
    @WithDefault("0.0.0.0")
    String listenHost();

    /** TLS port for reviews. */
    @WithDefault("9443")
    int listenPort();

    /** Time for one review, shorter than the API server's timeout of 2 s. */
    @WithDefault("1s")
    Duration reviewDeadline();

    /** No pod's resources are translated, whatever profiles say. */
    @WithDefault("false")
    boolean keepResources();

    /** Pods of these schedulers that ask for CPUs or NUMA nodes of their own are marked for the extender; none without it. */
    Optional<List<String>> pinSchedulers();

    /** Whether their pods that only ask for native CPU or memory are marked too, for nodes whose policy concerns every pod. */
    @WithDefault("false")
    boolean pinEveryPod();

    /** Rules about pods that refuse, in place of what they do normally. */
    Optional<List<String>> podRulesDeny();

    /** Rules about pods that warn, in place of what they do normally. */
    Optional<List<String>> podRulesWarn();

    /** Rules about pods that are not looked at. */
    Optional<List<String>> podRulesOff();

    /**
     * Whether reviews of configuration are compared with what is in the cluster: Nodes, the ConfigMap and PodQoS objects are
     * watched for it.
     */
    @WithDefault("false")
    boolean watchPolicies();

    /** Namespace of the ConfigMap; by default the webhook's own. */
    Optional<String> configNamespace();

    /** Name of the ConfigMap. */
    @WithDefault("slo-controller-config")
    String configName();

    /** Whether items of the ConfigMap need names, each another one. */
    @WithDefault("false")
    boolean itemNamesRequired();

    /** Life of an authority. */
    @WithDefault("730d")
    Duration authorityValidity();

    /** Life of a serving certificate. */
    @WithDefault("90d")
    Duration certificateValidity();

    /** Time in which every replica and API server has seen a change of the certificates. */
    @WithDefault("10m")
    Duration certificateOverlap();

    /** How often the certificates are looked at. */
    @WithDefault("10s")
    Duration certificateCheck();

    /** More host names or addresses in the certificate. */
    Optional<List<String>> certificateNames();
}
