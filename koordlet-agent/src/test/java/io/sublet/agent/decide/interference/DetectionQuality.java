package io.sublet.agent.decide.interference;

import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How well antagonists are found on nodes whose truth is known, each from a seed of its own.
 *
 * @param right names that were true
 * @param wrong names that were not, with their circumstances
 * @param episodes in which somebody was disturbed
 * @param times windows until the antagonist was named, ascending; an episode in which it was not has none
 */
record DetectionQuality(int right, List<String> wrong, int episodes, List<Integer> times) {
    /** Other nodes than those by which the thresholds were chosen, which have the seeds from 0 on. */
    static final long FIRST_SEED = 100;

    static final int NODES = 6;

    /** A day of windows of thirty seconds. */
    private static final int WINDOWS = 2880;

    /** Simulates a day of so many nodes, with the seeds from the given one on. */
    static DetectionQuality of(long firstSeed, int nodes) {
        InterferenceRule rule = new InterferenceRule(true, SimulatedNode.detection(), Response.DEFAULT);
        int right = 0;
        int episodes = 0;
        List<String> wrong = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + nodes; seed++) {
            SimulatedNode node = new SimulatedNode(seed, rule, true).run(WINDOWS);
            right += node.right;
            wrong.addAll(node.wrong);
            episodes += node.episodes.size();
            node.episodes.stream()
                    .filter(episode -> episode.namedAfter >= 0)
                    .forEach(episode -> times.add(episode.namedAfter));
        }
        Collections.sort(times);
        return new DetectionQuality(right, List.copyOf(wrong), episodes, List.copyOf(times));
    }

    /** Of the names, the part that was true. */
    double precision() {
        return (double) right / (right + wrong.size());
    }

    /** Of the episodes, the part in which the antagonist was named. */
    double recall() {
        return (double) times.size() / episodes;
    }

    /** Windows within which the given part of the named antagonists were named. */
    int namedWithin(double part) {
        return times.get(Math.min(times.size() - 1, (int) (times.size() * part)));
    }

    /** Prints a JSON object for each node: the benchmark runs this. Arguments: the first seed, and how many nodes. */
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        for (long seed = first; seed < first + Integer.parseInt(arguments[1]); seed++) {
            DetectionQuality node = of(seed, 1);
            System.out.printf(
                    Locale.ROOT,
                    "{\"seed\":%d,\"right\":%d,\"wrong\":%d,\"episodes\":%d,\"times\":%s}%n",
                    seed,
                    node.right,
                    node.wrong.size(),
                    node.episodes,
                    node.times);
        }
    }
}
