package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules for a merged section that its schema cannot express: words, narrower ranges, and pairs of which one bounds the other. */
final class SloBounds {
    private static final long ANY = Long.MAX_VALUE;
    private static final List<String> CLASSES = List.of("lsrClass", "lsClass", "beClass", "systemClass", "cgroupRoot");
    private static final List<Range> THRESHOLD = List.of(
            new Range("cpuEvictTimeWindowSeconds", 1, ANY),
            new Range("cpuEvictBESatisfactionUpperPercent", 0, 100),
            new Range("cpuEvictBESatisfactionLowerPercent", 0, 100),
            new Range("cpuEvictBEUsageThresholdPercent", 0, 100),
            new Range("allocatableEvictPriorityThreshold", 0, 7999));
    private static final List<Range> BURST = List.of(
            new Range("cpuBurstPercent", 1, 10_000),
            new Range("cfsQuotaBurstPercent", 100, ANY),
            new Range("cfsQuotaBurstPeriodSeconds", -1, ANY),
            new Range("sharePoolThresholdPercent", 0, 100));
    private static final List<Range> SYSTEM = List.of(
            new Range("minFreeKbytesFactor", 1, ANY),
            new Range("watermarkScaleFactor", 1, 400),
            new Range("memcgReapBackGround", 0, 1),
            new Range("pageCacheLimitEnabled", 0, 1));
    private static final List<Range> CPU_QOS = List.of(new Range("groupIdentity", -1, 2), new Range("schedIdle", 0, 1));
    private static final List<Range> MEMORY_QOS = List.of(
            new Range("minLimitPercent", 0, 100),
            new Range("lowLimitPercent", 0, 100),
            new Range("throttlingPercent", 0, 100),
            new Range("priorityEnable", 0, 1),
            new Range("priority", 0, 12),
            new Range("oomKillGroup", 0, 1));

    /**
     * The first of each pair must be greater than the second. What is not given is what the agent takes in its place; a
     * pair without such a value is only compared if both are given.
     */
    private static final List<Pair> PAIRS = List.of(
            new Pair("memoryEvictThresholdPercent", Optional.of(70L), "memoryEvictLowerPercent", Optional.empty()),
            new Pair(
                    "memoryAllocatableEvictThresholdPercent",
                    Optional.of(110L),
                    "memoryAllocatableEvictLowerPercent",
                    Optional.of(100L)),
            new Pair(
                    "cpuEvictBESatisfactionUpperPercent",
                    Optional.empty(),
                    "cpuEvictBESatisfactionLowerPercent",
                    Optional.empty()),
            new Pair("cpuEvictThresholdPercent", Optional.empty(), "cpuEvictLowerPercent", Optional.empty()),
            new Pair(
                    "cpuAllocatableEvictThresholdPercent",
                    Optional.of(110L),
                    "cpuAllocatableEvictLowerPercent",
                    Optional.of(100L)));

    /** A whole number, both bounds included. */
    private record Range(String field, long min, long max) {}

    private record Pair(String greater, Optional<Long> greaterDefault, String lesser, Optional<Long> lesserDefault) {}

    private SloBounds() {}

    static void check(SloSection section, JsonObject merged, Findings findings) {
        FieldReader fields = new FieldReader(merged, findings);
        switch (section) {
            case THRESHOLD -> {
                fields.word("cpuSuppressPolicy", List.of("cpuset", "cfsQuota"));
                fields.word("cpuEvictPolicy", List.of("evictByRealLimit", "evictByAllocatable"));
                checkRanges(fields, THRESHOLD);
                PAIRS.forEach(pair -> checkPair(fields, pair));
            }
            case QOS -> checkQos(fields);
            case BURST -> {
                fields.word("policy", List.of("none", "cpuBurstOnly", "cfsQuotaBurstOnly", "auto"));
                checkRanges(fields, BURST);
            }
            case SYSTEM -> checkRanges(fields, SYSTEM);
        }
    }

    private static void checkQos(FieldReader fields) {
        FieldReader policies = fields.inner("policies");
        policies.word("cpuPolicy", List.of("groupIdentity", "coreSched"));
        policies.word("netQOSPolicy", List.of("tc", "terway-qos"));
        for (String name : CLASSES) {
            FieldReader tier = fields.inner(name);
            checkRanges(tier.inner("cpuQOS"), CPU_QOS);
            checkRanges(tier.inner("memoryQOS"), MEMORY_QOS);
            long widest = name.equals("beClass") ? 30 : 100;
            checkPair(
                    tier.inner("resctrlQOS"),
                    new Pair("catRangeEndPercent", Optional.of(widest), "catRangeStartPercent", Optional.of(0L)));
            checkBlocks(tier.inner("blkioQOS"));
        }
        NetworkBounds.check(fields);
    }

    private static void checkBlocks(FieldReader blkio) {
        blkio.findings()
                .attempt(() -> blkio.object().objects("blocks"))
                .orElse(List.of())
                .forEach(block -> new FieldReader(block, blkio.findings())
                        .word("type", List.of("device", "volumegroup", "podvolume")));
    }

    private static void checkRanges(FieldReader fields, List<Range> ranges) {
        ranges.forEach(range -> fields.integer(range.field, range.min, range.max));
    }

    private static void checkPair(FieldReader fields, Pair pair) {
        Map<String, ?> said = fields.object().fields();
        Optional<Long> greater = value(fields, pair.greater, pair.greaterDefault);
        Optional<Long> lesser = value(fields, pair.lesser, pair.lesserDefault);
        boolean anySaid = said.get(pair.greater) != null || said.get(pair.lesser) != null;
        if (anySaid && greater.isPresent() && lesser.isPresent() && greater.get() <= lesser.get()) {
            fields.findings()
                    .reject(fields.object().pathOf(pair.greater) + " must be greater than " + pair.lesser + ", was "
                            + greater.get() + " with " + lesser.get());
        }
    }

    private static Optional<Long> value(FieldReader fields, String field, Optional<Long> otherwise) {
        return fields.integer(field, Long.MIN_VALUE, Long.MAX_VALUE).or(() -> otherwise);
    }
}
