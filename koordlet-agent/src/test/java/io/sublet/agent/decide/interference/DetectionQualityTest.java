package io.sublet.agent.decide.interference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How well antagonists are found on nodes whose truth is known; seeded. */
class DetectionQualityTest {
    private static final int NODES = 6;

    /** Other nodes than those by which the thresholds were chosen, which have the seeds from 0 on. */
    private static final long FIRST_SEED = 100;

    /** A day of windows of thirty seconds. */
    private static final int WINDOWS = 2880;

    @Test
    void namesTheRightOneOftenAndSoon() {
        InterferenceRule rule = new InterferenceRule(true, SimulatedNode.detection(), Response.DEFAULT);
        int right = 0;
        int named = 0;
        int episodes = 0;
        List<String> wrong = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + NODES; seed++) {
            SimulatedNode node = new SimulatedNode(seed, rule, true).run(WINDOWS);
            right += node.right;
            wrong.addAll(node.wrong);
            for (SimulatedNode.Episode episode : node.episodes) {
                episodes++;
                if (episode.namedAfter >= 0) {
                    named++;
                    times.add(episode.namedAfter);
                }
            }
        }
        Collections.sort(times);
        double precision = (double) right / (right + wrong.size());
        double recall = (double) named / episodes;
        int median = times.get(times.size() / 2);
        System.out.printf(
                "precision %.3f (%d right, %d wrong), recall %.3f (%d of %d), named after %d windows (median), %d (p90)%n",
                precision, right, wrong.size(), recall, named, episodes, median, times.get(times.size() * 9 / 10));
        assertThat(precision).as(wrong.toString()).isGreaterThan(0.8);
        assertThat(recall).isGreaterThan(0.8);
        assertThat(median).isLessThanOrEqualTo(6);
    }
}
