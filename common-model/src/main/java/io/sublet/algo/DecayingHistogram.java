package io.sublet.algo;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often values of each size were seen, old ones counting less: a sample loses half of its weight in a half-life. The histogram of
 * the Kubernetes vertical pod autoscaler, with buckets that grow by a constant ratio. Not safe for use by several threads.
 */
public final class DecayingHistogram {
    /** A bucket with less weight counts as empty. */
    private static final double EPSILON = 1e-4;

    /** So many half-lives after the reference the weights are scaled down, before they leave the range of a double. */
    private static final double MAX_EXPONENT = 100;

    private static final int CHECKPOINT_SCALE = 10_000;

    /**
     * The buckets.
     *
     * @param first size of the first bucket, above 0
     * @param ratio size of a bucket to the one before, above 1
     * @param count how many there are; what is larger than all of them counts in the last
     */
    public record Scale(double first, double ratio, int count) {
        public Scale {
            if (!(first > 0) || !(ratio > 1) || count < 2) {
                throw new IllegalArgumentException("no buckets: first " + first + ", ratio " + ratio + ", " + count);
            }
        }

        /** Buckets from 0 up to a largest value. */
        public static Scale upTo(double largest, double first, double ratio) {
            return new Scale(first, ratio, (int) Math.ceil(log(largest * (ratio - 1) / first + 1, ratio)) + 1);
        }

        private static double log(double value, double base) {
            return Math.log(value) / Math.log(base);
        }

        int bucket(double value) {
            if (!(value >= first)) {
                return 0;
            }
            return Math.min(count - 1, (int) Math.floor(log(value * (ratio - 1) / first + 1, ratio)));
        }

        double start(int bucket) {
            return first * (Math.pow(ratio, bucket) - 1) / (ratio - 1);
        }
    }

    /**
     * A histogram in short: the weights as whole numbers whose largest is 10,000.
     *
     * @param reference the time at which a new sample weighs 1
     * @param weights of the buckets that are not empty
     * @param total the sum of the true weights
     */
    public record Checkpoint(Instant reference, SortedMap<Integer, Integer> weights, double total) {
        public Checkpoint {
            weights = new TreeMap<>(weights);
        }
    }

    private final Scale scale;
    private final Duration halfLife;
    private final double[] weights;
    private double total;
    private Instant reference = Instant.MIN;

    public DecayingHistogram(Scale scale, Duration halfLife) {
        if (halfLife.isNegative() || halfLife.isZero()) {
            throw new IllegalArgumentException("no half-life: " + halfLife);
        }
        this.scale = scale;
        this.halfLife = halfLife;
        this.weights = new double[scale.count()];
    }

    /**
     * Counts a sample.
     *
     * @param value not negative
     */
    public void add(double value, Instant at) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException("no sample: " + value);
        }
        if (reference.equals(Instant.MIN)) {
            reference = at;
        }
        if (halfLives(at) > MAX_EXPONENT) {
            moveReference(at);
        }
        double weight = Math.pow(2, halfLives(at));
        weights[scale.bucket(value)] += weight;
        total += weight;
    }

    private double halfLives(Instant at) {
        return Duration.between(reference, at).toMillis() / (double) halfLife.toMillis();
    }

    private void moveReference(Instant at) {
        double factor = Math.pow(2, -halfLives(at));
        total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= factor;
            total += weights[i];
        }
        reference = at;
    }

    /** Whether there is no sample of any weight left. */
    public boolean isEmpty() {
        for (double weight : weights) {
            if (weight >= EPSILON) {
                return false;
            }
        }
        return true;
    }

    /**
     * A value that the given part of the weight does not exceed: the upper end of the bucket in which it lies; 0 if there is none.
     *
     * @param part in 0..1
     */
    public double percentile(double part) {
        int last = lastBucket();
        if (last < 0) {
            return 0;
        }
        double threshold = part * total;
        double sum = 0;
        int bucket = 0;
        while (bucket < last) {
            sum += weights[bucket];
            if (sum >= threshold && weights[bucket] >= EPSILON) {
                break;
            }
            bucket++;
        }
        return scale.start(bucket < weights.length - 1 ? bucket + 1 : bucket);
    }

    private int lastBucket() {
        int last = weights.length - 1;
        while (last >= 0 && weights[last] < EPSILON) {
            last--;
        }
        return last;
    }

    /** What can be stored of it. */
    public Checkpoint checkpoint() {
        double largest = Arrays.stream(weights).max().orElse(0);
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < weights.length; i++) {
            int count = largest > 0 ? (int) Math.round(weights[i] / largest * CHECKPOINT_SCALE) : 0;
            if (count > 0) {
                counts.put(i, count);
            }
        }
        return new Checkpoint(reference, counts, total);
    }

    /**
     * Takes the place of what was counted so far.
     *
     * @throws IllegalArgumentException if the checkpoint is none of this scale, or its weights are no numbers
     */
    public void restore(Checkpoint checkpoint) {
        double sum = 0;
        for (var entry : checkpoint.weights().entrySet()) {
            if (entry.getKey() < 0 || entry.getKey() >= weights.length || entry.getValue() < 0) {
                throw new IllegalArgumentException("bucket " + entry.getKey() + " with weight " + entry.getValue());
            }
            sum += entry.getValue();
        }
        if (!(checkpoint.total() >= 0) || Double.isInfinite(checkpoint.total())) {
            throw new IllegalArgumentException("total weight " + checkpoint.total());
        }
        Arrays.fill(weights, 0);
        double factor = sum > 0 ? checkpoint.total() / sum : 0;
        checkpoint.weights().forEach((bucket, count) -> weights[bucket] = count * factor);
        total = sum > 0 ? checkpoint.total() : 0;
        reference = checkpoint.reference();
    }
}
