package io.sublet.agent.decide.cache;

import io.sublet.agent.kernel.Schemata;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.cache.BandwidthKind;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.agent.observe.cache.ResctrlGroup;
import io.sublet.agent.observe.node.CacheMonitor;
import io.sublet.agent.observe.node.CacheMonitor.Moved;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.resource.Resources;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Bandwidth;
import io.sublet.model.slo.InterferenceRule.Detection;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.ResourceQos.ClassQos;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A node with an online and a batch pod, whose memories move 10,000 MB/s. */
final class BandwidthCases {
    private static final long PERCENT = 100_000_000;
    private static final BandwidthKind KIND = new BandwidthKind(BandwidthKind.Unit.PERCENT, 10, 10, 100, 8);

    private BandwidthCases() {}

    static Seen node(long reading, CacheReadings readings) {
        return Seen.onCpus(4)
                .at(Duration.ofSeconds(10 * reading))
                .pod(PodDraft.batch("batch").view())
                .pod(PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS).view())
                .qos(policy())
                .extensions(rule(10_000, Severity.CACHE))
                .resources(resources(Optional.of(KIND)))
                .caches(Reading.of(readings));
    }

    static Resources resources(Optional<BandwidthKind> kind) {
        return resources(new Resctrl(Map.of(), kind, Map.of(), Map.of()));
    }

    /** With a group of best effort that has all. */
    static Resources divided() {
        ResctrlGroup whole = new ResctrlGroup(Schemata.parse("MB:0=100;1=100\n").orElseThrow(), Set.of());
        return resources(new Resctrl(Map.of(), Optional.of(KIND), Map.of(Resctrl.ROOT, whole, "BE", whole), Map.of()));
    }

    private static Resources resources(Resctrl resctrl) {
        Resources none = Resources.missing("test");
        return new Resources(
                Reading.of(resctrl), none.disks(), none.oomScores(), none.uplink(), none.gpus(), none.kernel());
    }

    static ResourceQos policy() {
        ResourceQos other = ResourceQos.DEFAULT;
        ClassQos be = other.be();
        return new ResourceQos(
                other.lsr(),
                other.ls(),
                new ClassQos(be.memory(), CacheQos.defaultFor(QosClass.BE), be.disk(), be.network()),
                other.system(),
                other.root(),
                other.networkTotal());
    }

    static SloExtensions rule(long megabytes, Severity severest) {
        return rule(Optional.of(new Bytes(megabytes * 1_000_000)), severest);
    }

    static SloExtensions rule(Optional<Bytes> movable, Severity severest) {
        Response other = Response.DEFAULT;
        return SloExtensions.NONE.with(new InterferenceRule(
                false,
                Detection.DEFAULT,
                new Response(
                        severest,
                        other.throttle(),
                        other.hold(),
                        other.rest(),
                        other.leastCache(),
                        other.leastBandwidth(),
                        other.cacheReturn()),
                new Bandwidth(true, movable, new Percent(80), new Percent(20), 3)));
    }

    /** By domain, best effort and the others, in percent of what a memory moves: {@code 40+45,?}. */
    static CacheReadings readings(long number, String text) {
        List<CacheMonitor> monitors = new ArrayList<>();
        String[] domains = text.split(",", -1);
        for (int i = 0; i < domains.length; i++) {
            String domain = "0" + i;
            if (domains[i].equals("?")) {
                monitors.add(moved("", domain, 50));
                monitors.add(new CacheMonitor(
                        "BE",
                        domain,
                        Reading.missing("test"),
                        none(),
                        new Moved(Reading.of(1L), Reading.missing("Unavailable"))));
            } else {
                String[] parts = domains[i].split("\\+", -1);
                monitors.add(moved("", domain, Long.parseLong(parts[1])));
                monitors.add(moved("BE", domain, Long.parseLong(parts[0])));
            }
        }
        return new CacheReadings(number, monitors);
    }

    static CacheMonitor moved(String group, String domain, long percent) {
        return new CacheMonitor(
                group,
                domain,
                Reading.missing("test"),
                none(),
                new Moved(Reading.of(1L), Reading.of(percent * PERCENT)));
    }

    private static Moved none() {
        return new Moved(Reading.missing("test"), Reading.missing("test"));
    }
}
