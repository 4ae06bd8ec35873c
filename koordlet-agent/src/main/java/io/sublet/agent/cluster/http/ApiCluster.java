package io.sublet.agent.cluster.http;

import io.sublet.agent.cluster.Events;
import io.sublet.agent.cluster.EvictionApi;
import io.sublet.agent.cluster.FeedStatus;
import io.sublet.agent.cluster.NodeFeed;
import io.sublet.agent.cluster.NodeMetricFeed;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.NumberFeed;
import io.sublet.agent.cluster.PodFeed;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.SloFeed;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.cluster.TopologyPublisher;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.protocol.NodeMetricDocument;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.Parsed;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that the agent learns from the API server: its pods, its Node, its NodeSLO, its NodeMetric. */
public final class ApiCluster implements PodFeed, NodeFeed, SloFeed, NodeMetricFeed {
    static final String SLO_GROUP = "slo.koordinator.sh/v1alpha1";

    /** For how long at most the watches leave the machine to the first report. */
    private static final Duration FOR_THE_REPORT = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(ApiCluster.class);

    private final String nodeName;
    private final HttpEvents events;
    private final HttpNodeMetricPublisher publisher;
    private final HttpTopologyPublisher topology;
    private final HttpEvictions evictions;
    private final Outbox outbox;
    private final HttpNumbers numbers;
    private final List<ListWatch<?>> neededAtOnce;
    private final List<ListWatch<?>> watches;

    private volatile Reading<List<PodView>> pods = Reading.missing("pods have not been listed yet");
    private volatile Reading<NodeView> node = Reading.missing("the Node has not been read yet");
    private volatile SloState slo = SloState.UNKNOWN;
    private volatile Reading<CollectPolicy> collectPolicy = Reading.missing("NodeMetric has not been read yet");
    private volatile Runnable arrival = () -> {};
    private final AtomicLong rejections = new AtomicLong();

    /**
     * @param withTopology whether the NodeResourceTopology is followed, so that it can be kept
     * @param prometheus which rules may query
     */
    public ApiCluster(ApiAccess access, String nodeName, boolean withTopology, Optional<URI> prometheus) {
        ApiClient client = new ApiClient(access);
        this.nodeName = nodeName;
        this.outbox = new Outbox(client);
        this.events = new HttpEvents(outbox, nodeName);
        this.publisher = new HttpNodeMetricPublisher(outbox, nodeName);
        this.numbers = new HttpNumbers(prometheus, nodeName, this, this);
        this.topology = new HttpTopologyPublisher(outbox, nodeName);
        this.evictions = new HttpEvictions(outbox, this::feeds);
        String own = "?fieldSelector=" + encode("metadata.name=" + nodeName);
        String slos = "/apis/" + SLO_GROUP;
        this.neededAtOnce = List.of(
                new ListWatch<>(client, "nodes", "/api/v1/nodes" + own, new NodeReader(), this::onNode),
                new ListWatch<>(client, "nodeslos", slos + "/nodeslos" + own, new SpecReader(), this::onSlo),
                new ListWatch<>(client, "nodemetrics", slos + "/nodemetrics" + own, new SpecReader(), this::onMetric),
                new ListWatch<>(
                        client,
                        "pods",
                        "/api/v1/pods?fieldSelector=" + encode("spec.nodeName=" + nodeName),
                        new PodReader(),
                        this::onPods));
        List<ListWatch<?>> all = new ArrayList<>(neededAtOnce);
        if (withTopology) {
            all.add(new ListWatch<>(
                    client,
                    "noderesourcetopologies",
                    HttpTopologyPublisher.PATH + own,
                    new TreeReader(),
                    topology::found));
        }
        this.watches = List.copyOf(all);
    }

    /** Starts to list, then to watch, and to send; returns at once. */
    public void start() {
        daemon("lists", this::begin);
        daemon("outbox", outbox);
        daemon("numbers", numbers);
    }

    /**
     * Lists what the first report needs one kind after the other on one connection, which the report then takes: handshakes at the same time, each of
     * which costs more than all lists, would put it off. A watch goes on from its list's version, so that it misses nothing by beginning after that.
     */
    private void begin() {
        try {
            if (neededAtOnce.stream().allMatch(ListWatch::begin) && !collectPolicy.isMissing()) {
                publisher.awaitFirst(FOR_THE_REPORT);
            }
        } finally {
            watches.forEach(watch -> daemon("watch-" + watch.status().resource(), watch));
        }
    }

    /** @param arrival called when all has become known that the first report waits for; not if it was known before */
    public void onArrival(Runnable arrival) {
        this.arrival = arrival;
    }

    private static void daemon(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void onPods(Map<String, PodView> found) {
        boolean first = pods.isMissing();
        pods = Reading.of(List.copyOf(found.values()));
        if (first) {
            arrival.run();
        }
    }

    private void onNode(Map<String, NodeView> found) {
        NodeView view = found.get(nodeName);
        node = view == null ? Reading.missing("no Node " + nodeName + " with a capacity") : Reading.of(view);
    }

    private void onSlo(Map<String, SpecReader.Spec> found) {
        SpecReader.Spec object = found.get(nodeName);
        Parsed<NodeSlo> parsed = object == null ? new Parsed.Absent<>() : NodeSloDocument.parse(object.spec());
        SloState before = slo;
        slo = before.next(parsed);
        if (object != null && parsed instanceof Parsed.Invalid<NodeSlo>(String why)) {
            rejections.incrementAndGet();
            log.warn("The last good policy stays in force, the new NodeSLO is invalid: {}", why);
            events.warn(
                    new Events.About(SLO_GROUP, "NodeSLO", "", nodeName, object.uid()),
                    "InvalidPolicy",
                    "The last good policy stays in force on the node: " + why);
        } else if (!slo.equals(before)) {
            log.info("A policy came into force, /capabilities shows what becomes of it");
        }
    }

    private void onMetric(Map<String, SpecReader.Spec> found) {
        SpecReader.Spec object = found.get(nodeName);
        if (object == null) {
            collectPolicy = Reading.missing("no NodeMetric " + nodeName + " to report to");
            return;
        }
        Parsed<CollectPolicy> parsed =
                NodeMetricDocument.parseCollectPolicy(object.spec().objectOrEmpty("metricCollectPolicy"));
        if (parsed instanceof Parsed.Invalid<CollectPolicy>(String why)) {
            log.warn("Reports by the default policy, that of NodeMetric is invalid: {}", why);
        }
        boolean first = collectPolicy.isMissing();
        collectPolicy = Reading.of(parsed.valid().orElse(CollectPolicy.DEFAULT));
        if (first && !pods.isMissing()) {
            arrival.run();
        }
    }

    @Override
    public Reading<List<PodView>> pods() {
        return pods;
    }

    @Override
    public Reading<NodeView> node() {
        return node;
    }

    @Override
    public SloState slo() {
        return slo;
    }

    @Override
    public Reading<CollectPolicy> collectPolicy() {
        return collectPolicy;
    }

    public HttpNodeMetricPublisher publisher() {
        return publisher;
    }

    public EvictionApi evictions() {
        return evictions;
    }

    /** The numbers that rules take from elsewhere. */
    public NumberFeed numbers() {
        return numbers;
    }

    public Events events() {
        return events;
    }

    public TopologyPublisher topology() {
        return topology;
    }

    /** How often a NodeSLO was found invalid. */
    public long rejections() {
        return rejections.get();
    }

    public List<FeedStatus> feeds() {
        return watches.stream().map(ListWatch::status).toList();
    }

    /** Whether pods and Node are known. */
    public boolean isSynced() {
        return !pods.isMissing() && !node.isMissing();
    }
}
