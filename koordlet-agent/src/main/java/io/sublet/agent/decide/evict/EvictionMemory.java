package io.sublet.agent.decide.evict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an eviction policy remembers.
 *
 * @param since when pods were last asked to leave, since boot; before that, when the policy first looked
 * @param asked their uids
 * @param samples of the time of its window, oldest first
 */
record EvictionMemory(Optional<Duration> since, Set<String> asked, List<Sample> samples) {
    static final EvictionMemory NOTHING = new EvictionMemory(Optional.empty(), Set.of(), List.of());

    /** Above this many samples the oldest are forgotten: ten minutes of them. */
    private static final int MOST_SAMPLES = 600;

    /** What was seen at a time since boot; which values is the policy's business. */
    record Sample(Duration at, long first, long second, long third) {}

    EvictionMemory {
        asked = Set.copyOf(asked);
        samples = List.copyOf(samples);
    }

    /** A memory that has begun: its cool-down counts from now at the earliest. */
    EvictionMemory begun(Duration now) {
        return since.isPresent() ? this : new EvictionMemory(Optional.of(now), asked, samples);
    }

    EvictionMemory with(Sample sample, Duration window) {
        List<Sample> kept = new ArrayList<>();
        for (Sample old : samples) {
            if (old.at.compareTo(sample.at.minus(window)) > 0 && old.at.compareTo(sample.at) < 0) {
                kept.add(old);
            }
        }
        kept.add(sample);
        int tooMany = Math.max(0, kept.size() - MOST_SAMPLES);
        return new EvictionMemory(since, asked, kept.subList(tooMany, kept.size()));
    }

    EvictionMemory withoutSamples() {
        return samples.isEmpty() ? this : new EvictionMemory(since, asked, List.of());
    }

    EvictionMemory evicting(Set<String> uids, Duration now) {
        return new EvictionMemory(Optional.of(now), uids, samples);
    }

    /** Whether the samples span at least a third of the window. */
    boolean covers(Duration window) {
        return !samples.isEmpty()
                && samples.getLast()
                                .at
                                .minus(samples.getFirst().at)
                                .multipliedBy(3)
                                .compareTo(window)
                        >= 0;
    }

    /** The mean of all samples. */
    Sample mean() {
        long first = 0;
        long second = 0;
        long third = 0;
        for (Sample sample : samples) {
            first += sample.first;
            second += sample.second;
            third += sample.third;
        }
        int count = samples.size();
        return new Sample(samples.getLast().at, first / count, second / count, third / count);
    }
}
