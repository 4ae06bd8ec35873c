package io.sublet.agent.predict;

import io.sublet.algo.DecayingHistogram;
import io.sublet.algo.DecayingHistogram.Scale;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.time.Instant;

/** What has been learned of one thing's usage. CPU is forgotten with a half-life of 12 hours, memory of 24. */
final class UsageModel {
    private static final Scale CPU = Scale.upTo(1_024_000, 25, 1.05);
    private static final Scale MEMORY = Scale.upTo(0x1p41, 5L << 20, 1.05);

    private final DecayingHistogram cpu = new DecayingHistogram(CPU, Duration.ofHours(12));
    private final DecayingHistogram memory = new DecayingHistogram(MEMORY, Duration.ofHours(24));
    private final Instant since;
    private Instant updated;

    /** A model that begins to learn. */
    UsageModel(Instant since) {
        this.since = since;
        this.updated = since;
    }

    void add(CpuMemory sample, Instant at) {
        cpu.add((double) Math.max(0, sample.cpu().value()), at);
        memory.add((double) Math.max(0, sample.memory().value()), at);
        updated = at;
    }

    /** The first sample's time. */
    Instant since() {
        return since;
    }

    /** The last sample's time. */
    Instant updated() {
        return updated;
    }

    /** What is not exceeded in so large a part of the time; rounded up. */
    CpuMemory percentile(double cpuPart, double memoryPart) {
        return new CpuMemory(new MilliCpu((long) Math.ceil(cpu.percentile(cpuPart))), new Bytes((long)
                Math.ceil(memory.percentile(memoryPart))));
    }

    boolean isEmpty() {
        return cpu.isEmpty() || memory.isEmpty();
    }

    ModelCheckpoint checkpoint(String name) {
        return new ModelCheckpoint(name, since, updated, cpu.checkpoint(), memory.checkpoint());
    }

    /** @throws IllegalArgumentException if the histograms are none of this model's */
    static UsageModel of(ModelCheckpoint checkpoint) {
        UsageModel model = new UsageModel(checkpoint.since());
        model.cpu.restore(checkpoint.cpu());
        model.memory.restore(checkpoint.memory());
        model.updated = checkpoint.updated();
        return model;
    }
}
