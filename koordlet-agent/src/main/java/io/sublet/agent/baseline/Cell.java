package io.sublet.agent.baseline;

/**
 * Mean and deviation of numbers that come one by one, of which old ones count less and extreme ones no more than one three deviations away
 * (Huber's estimate of location, taken step by step). A lasting change is learned all the same, since each step widens the deviation too.
 */
final class Cell {
    /** The standard deviation of a normal distribution, in parts of its mean absolute deviation. */
    private static final double OF_ABSOLUTE = 1.2533;

    /** From so many on, extreme ones are told from others. */
    private static final int FEW = 20;

    private static final double EXTREME = 3;

    private final int most;
    private double mean;
    private double absolute;
    private long count;

    /** @param most so many numbers are remembered, in the sense that older ones have lost two thirds of their weight */
    Cell(int most) {
        this.most = most;
    }

    void add(double number) {
        double weight = 1.0 / Math.min(count + 1, most);
        double reach = EXTREME * deviation();
        double taken = count < FEW || reach == 0 ? number : Math.clamp(number, mean - reach, mean + reach);
        double off = Math.abs(taken - mean);
        absolute += count == 0 ? 0 : weight * (off - absolute);
        mean += weight * (taken - mean);
        count++;
    }

    double mean() {
        return mean;
    }

    double deviation() {
        return OF_ABSOLUTE * absolute;
    }

    long count() {
        return count;
    }

    /** Three numbers, to be read by {@link #read}. */
    String text() {
        return mean + " " + absolute + " " + count;
    }

    /** @throws IllegalArgumentException if the text is none of a cell */
    void read(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not three numbers: " + text);
        }
        double readMean = Double.parseDouble(parts[0]);
        double readAbsolute = Double.parseDouble(parts[1]);
        long readCount = Long.parseLong(parts[2]);
        if (!(Math.abs(readMean) < 1e12) || !(readAbsolute >= 0) || !(readAbsolute < 1e12) || readCount < 0) {
            throw new IllegalArgumentException("impossible: " + text);
        }
        mean = readMean;
        absolute = readAbsolute;
        count = readCount;
    }
}
