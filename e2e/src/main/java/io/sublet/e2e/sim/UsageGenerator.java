package io.sublet.e2e.sim;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * The load of online services on simulated nodes: a day's wave whose height and hour of day differ from node to node,
 * with noise that changes each minute. The same seed, node and minute always give the same usage, so that a run can be
 * repeated and a report that is asked for again does not change.
 *
 * @param seed of all differences and noise
 * @param capacity of each node; usage stays between 2 % and 98 % of it
 */
public record UsageGenerator(long seed, CpuMemory capacity) {
    private static final Duration DAY = Duration.ofDays(1);
    private static final double LEAST = 0.02;
    private static final double MOST = 0.98;
    /** Standard deviation of the noise as a share of the capacity. */
    private static final double CPU_NOISE = 0.03;

    private static final double MEMORY_NOISE = 0.005;
    /** What the system itself uses. */
    private static final double SYSTEM_SHARE = 0.03;

    /**
     * Usage of one node.
     *
     * @param node of the whole machine, with the system's part
     * @param system of what is no pod
     */
    public record Usage(CpuMemory node, CpuMemory system) {}

    /** Usage of the node with that number at that time. */
    public Usage at(int node, Instant time) {
        SplittableRandom character = new SplittableRandom(mix(seed, node));
        double base = character.nextDouble(0.10, 0.35);
        double height = character.nextDouble(0.10, 0.45);
        double peak = character.nextDouble();
        double memoryBase = character.nextDouble(0.30, 0.60);

        long minute = time.getEpochSecond() / 60;
        SplittableRandom noise = new SplittableRandom(mix(mix(seed, node), minute));
        double ofDay = (double) time.getEpochSecond() / DAY.toSeconds();
        double wave = (1 + Math.cos(2 * Math.PI * (ofDay - peak))) / 2;
        double cpu = base + height * wave + noise.nextGaussian() * CPU_NOISE;
        double memory = memoryBase + 0.1 * wave + noise.nextGaussian() * MEMORY_NOISE;
        return new Usage(share(clamp(cpu), clamp(memory)), share(SYSTEM_SHARE * clamp(cpu), SYSTEM_SHARE));
    }

    private CpuMemory share(double cpu, double memory) {
        return new CpuMemory(
                new MilliCpu(Math.round(capacity.cpu().value() * cpu)),
                new Bytes(Math.round(capacity.memory().value() * memory)));
    }

    private static double clamp(double share) {
        return Math.clamp(share, LEAST, MOST);
    }

    /** Two numbers next to each other must not give sequences that look alike (finalizer of SplitMix64). */
    private static long mix(long seed, long value) {
        long z = seed + (value + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
