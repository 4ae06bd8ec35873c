package io.sublet.e2e.bench.protect;

import io.sublet.e2e.bench.protect.Arm.Sign;
import io.sublet.e2e.bench.protect.Family.Place;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** All arms. */
final class Families {
    private static final Map<String, Object> NO_IDLE =
            Map.of("beClass", Map.of("cpuQOS", Map.of("enable", true, "schedIdle", 0)));
    private static final Map<String, Object> BY_CPUSET =
            Map.of("enable", true, "cpuSuppressThresholdPercent", 90, "cpuSuppressPolicy", "cpuset");
    private static final Map<String, Object> UNBOUNDED = Map.of(
            "enable",
            true,
            "cpuSuppressThresholdPercent",
            90,
            "cpuSuppressMinPercent",
            100,
            "cpuSuppressPolicy",
            "cfsQuota");

    private static final List<String> BURN = List.of("burn", "--threads=4");

    private static final Family CPU = new Family(
            "cpu",
            List.of("--cpu-ms=2"),
            0,
            350,
            BURN,
            128,
            Place.AS_IT_IS,
            true,
            List.of(
                    Arm.alone("alone", "without batch"),
                    Arm.alone("alone-again", "without batch, to show the noise"),
                    Arm.uncontrolled("uncontrolled", "with batch, Sublet observes"),
                    Arm.governed("sublet", "idle class, quota, fast loop", Rules.USUAL, Sign.IDLE_CLASS, Sign.QUOTA),
                    Arm.governed("without-idle", "quota alone", Rules.USUAL.with(Rules.QOS, NO_IDLE), Sign.QUOTA),
                    Arm.governed(
                            "without-quota",
                            "idle class alone",
                            Rules.USUAL.with(Rules.THRESHOLD, UNBOUNDED),
                            Sign.IDLE_CLASS,
                            Sign.QUOTA),
                    Arm.governed(
                            "without-fast-loop",
                            "idle class, quota once a second",
                            Rules.USUAL.withoutFastLoop(),
                            Sign.IDLE_CLASS,
                            Sign.QUOTA),
                    Arm.governed(
                            "cpuset",
                            "idle class, fewer CPUs",
                            Rules.USUAL.with(Rules.THRESHOLD, BY_CPUSET),
                            Sign.IDLE_CLASS,
                            Sign.CPUSET),
                    Arm.governed(
                            "cpuset-without-idle",
                            "fewer CPUs alone",
                            Rules.USUAL.with(Rules.THRESHOLD, BY_CPUSET).with(Rules.QOS, NO_IDLE),
                            Sign.CPUSET),
                    Arm.governed(
                            "idle-cores",
                            "idle class, a CPU kept idle",
                            Rules.USUAL.withIdleCores(1),
                            Sign.IDLE_CLASS,
                            Sign.QUOTA)));

    /** Of bursts of requests on a service with a limit; two CPUs' worth of it may come at once. */
    private static final Family CPU_BURST = new Family(
            "burst",
            List.of("--cpu-ms=2"),
            700,
            250,
            BURN,
            128,
            Place.AS_IT_IS,
            false,
            List.of(
                    Arm.alone("burst-alone", "limited service without batch"),
                    Arm.governed("burst-off", "bursts are cut", Rules.USUAL, Sign.IDLE_CLASS, Sign.QUOTA),
                    Arm.governed(
                            "burst-on",
                            "bursts are let through",
                            Rules.USUAL.with(Rules.BURST, Map.of("policy", "auto")),
                            Sign.IDLE_CLASS,
                            Sign.QUOTA)));

    private static final Family MEMORY = new Family(
            "memory",
            List.of("--cpu-ms=0.5", "--memory-mib=96", "--memory-reads=6000"),
            0,
            150,
            List.of("copy", "--threads=2", "--mib=96"),
            384,
            Place.AS_IT_IS,
            false,
            List.of(
                    Arm.alone("memory-alone", "without the copier of memory"),
                    Arm.uncontrolled("memory-off", "with it, Sublet observes"),
                    Arm.governed("memory-on", "CPU rules alone", Rules.USUAL, Sign.IDLE_CLASS, Sign.QUOTA)));

    private static final Family CACHE = new Family(
            "cache",
            List.of("--cpu-ms=0.2", "--file=/data/online", "--file-mib=128", "--file-reads=16"),
            0,
            100,
            List.of("read", "--file=/data/batch", "--mib=3072", "--threads=2"),
            256,
            Place.SHORT_OF_MEMORY,
            false,
            List.of(
                    Arm.alone("cache-alone", "without the reader of files"),
                    Arm.uncontrolled("cache-off", "with it, Sublet observes"),
                    Arm.governed(
                            "cache-on",
                            "memory limit of the pod, reclaim",
                            Rules.USUAL.with(Rules.QOS, Map.of("beClass", Map.of("memoryQOS", Map.of("enable", true)))),
                            Sign.IDLE_CLASS,
                            Sign.QUOTA)));

    private static final long BATCH_BYTES_PER_SECOND = 20_000_000;

    /** The device's name is filled in. */
    private static final Family DISK = new Family(
            "disk",
            List.of("--cpu-ms=0.2", "--file=/data/online", "--file-mib=128", "--file-reads=2", "--direct=true"),
            0,
            60,
            List.of("read", "--file=/data/batch", "--mib=512", "--threads=4", "--direct=true"),
            192,
            Place.AS_IT_IS,
            false,
            List.of(
                    Arm.alone("disk-alone", "without the reader of the disk"),
                    Arm.uncontrolled("disk-off", "with it, Sublet observes"),
                    Arm.governed(
                            "disk-on",
                            "20 MB/s of reads for best effort",
                            Rules.USUAL.with(Rules.QOS, diskLimit()),
                            Sign.IDLE_CLASS,
                            Sign.QUOTA,
                            Sign.DISK_LIMIT)));

    private static final Family NETWORK = new Family(
            "network",
            List.of("--cpu-ms=0.2", "--answer-bytes=32768"),
            0,
            100,
            List.of("send", "--to=" + SlowLink.SINK, "--connections=4"),
            128,
            Place.SLOW_LINK,
            false,
            List.of(
                    Arm.alone("network-alone", "without the sender"),
                    Arm.uncontrolled("network-off", "with it, Sublet observes"),
                    Arm.governed(
                            "network-on",
                            "60 % of the link for online pods, 10 % for batch, the rest for who wants it",
                            Rules.USUAL
                                    .with(Rules.QOS, trafficShares())
                                    .with(Rules.SYSTEM, Map.of("totalNetworkBandwidth", SlowLink.RATE_QUANTITY)),
                            Sign.IDLE_CLASS,
                            Sign.QUOTA,
                            Sign.TRAFFIC_CLASSES)));

    static final List<Family> ALL = List.of(CPU, CPU_BURST, MEMORY, CACHE, DISK, NETWORK);

    private Families() {}

    private static Map<String, Object> diskLimit() {
        Map<String, Object> block = Map.of(
                "name", NodeDisk.find().name(), "type", "device", "ioCfg", Map.of("readBPS", BATCH_BYTES_PER_SECOND));
        return Map.of("beClass", Map.of("blkioQOS", Map.of("enable", true, "blocks", List.of(block))));
    }

    private static Map<String, Object> trafficShares() {
        return Map.of(
                "policies",
                Map.of("netQOSPolicy", "tc"),
                "lsClass",
                Map.of("networkQOS", Map.of("enable", true, "egressRequest", 60, "egressLimit", 100)),
                "beClass",
                Map.of("networkQOS", Map.of("enable", true, "egressRequest", 10, "egressLimit", 100)));
    }

    /** Of families and of arms. */
    static List<String> names() {
        return ALL.stream()
                .flatMap(family -> Stream.concat(
                        Stream.of(family.name()), family.arms().stream().map(Arm::name)))
                .distinct()
                .toList();
    }

    /**
     * With the arms that are asked for.
     *
     * @param names of arms or families, all known
     */
    static List<Family> select(Set<String> names) {
        return ALL.stream()
                .map(family -> family.only(names))
                .filter(family -> !family.arms().isEmpty())
                .toList();
    }
}
