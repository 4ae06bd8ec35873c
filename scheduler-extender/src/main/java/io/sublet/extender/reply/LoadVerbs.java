package io.sublet.extender.reply;

import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.Estimator;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.rank.SoftLoad;
import io.sublet.extender.snapshot.SoftLoads;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The verbs of the load entry, from bytes to bytes. Touches memory only: one read of the snapshot, no lock but the short one
 * of {@link SoftLoads}, no call.
 */
public final class LoadVerbs {
    private final Supplier<ClusterSnapshot> snapshots;
    private final Ranking ranking;
    private final Estimator estimator;
    private final SoftLoads softLoads;
    private final Settings settings;

    /**
     * How to answer.
     *
     * @param schedulerNames pods of other schedulers pass untouched; empty serves all
     * @param scale of the scores that are sent
     * @param clock to compare with the times of reports
     */
    public record Settings(Set<String> schedulerNames, ScoreScale scale, Clock clock) {
        public Settings {
            schedulerNames = Set.copyOf(schedulerNames);
        }
    }

    public LoadVerbs(
            Supplier<ClusterSnapshot> snapshots,
            Ranking ranking,
            Estimator estimator,
            SoftLoads softLoads,
            Settings settings) {
        this.snapshots = snapshots;
        this.ranking = ranking;
        this.estimator = estimator;
        this.softLoads = softLoads;
        this.settings = settings;
    }

    /** The same verbs on another cluster, for every scheduler's pods and without expecting them anywhere. */
    LoadVerbs on(ClusterSnapshot snapshot) {
        return new LoadVerbs(
                () -> snapshot,
                ranking,
                estimator,
                new SoftLoads(Duration.ZERO),
                new Settings(Set.of(), settings.scale, settings.clock));
    }

    /**
     * Which of the nodes take the pod.
     *
     * @throws io.sublet.protocol.json.JsonException if the body is no question
     */
    public Answer filter(byte[] body) {
        Question question = Question.parse(body);
        if (!isOurs(question.pod())) {
            return FilterReply.passAll(question);
        }
        ClusterSnapshot snapshot = snapshots.get();
        Candidate candidate = candidate(question.pod());
        List<String> names = question.nodes().names();
        return FilterReply.of(question, i -> ranking.judge(candidate, snapshot, snapshot.row(names.get(i))));
    }

    /**
     * How well each of the nodes suits the pod. The pod is expected on the best of them from now on.
     *
     * @throws io.sublet.protocol.json.JsonException if the body is no question
     */
    public Answer prioritize(byte[] body) {
        Question question = Question.parse(body);
        if (!isOurs(question.pod())) {
            return ScoreReply.none();
        }
        List<String> names = question.nodes().names();
        String uid = question.pod().ref().uid();
        Candidate candidate = candidate(question.pod());
        softLoads.forget(List.of(uid), System.nanoTime());
        int[] scores = scores(candidate, names);
        softLoads.expect(uid, best(names, scores), candidate.estimate(), System.nanoTime());
        return ScoreReply.of(names, scores);
    }

    /** What the verbs say of a pod for every node, as JSON for a person. Expects the pod nowhere. */
    public String explain(PodShape pod) {
        return Explanation.of(
                candidate(pod), snapshots.get(), ranking, softLoads.current(System.nanoTime()), settings.scale);
    }

    /**
     * The same for a pod that need not exist.
     *
     * @param pod a Pod as JSON
     * @throws io.sublet.protocol.json.JsonException if it is none
     */
    public String explain(byte[] pod) {
        return explain(Question.parsePod(pod));
    }

    private int[] scores(Candidate candidate, List<String> names) {
        ClusterSnapshot snapshot = snapshots.get();
        SoftLoad soft = softLoads.current(System.nanoTime());
        int[] scores = new int[names.size()];
        for (int i = 0; i < scores.length; i++) {
            String name = names.get(i);
            scores[i] = settings.scale.sent(ranking.score(candidate, snapshot, snapshot.row(name), soft.on(name)));
        }
        return scores;
    }

    private static List<String> best(List<String> names, int[] scores) {
        List<String> best = new ArrayList<>();
        int highest = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > highest) {
                highest = scores[i];
                best.clear();
            }
            if (scores[i] == highest) {
                best.add(names.get(i));
            }
        }
        return best;
    }

    private Candidate candidate(PodShape pod) {
        return new Candidate(pod, estimator.estimate(pod), settings.clock.instant());
    }

    private boolean isOurs(PodShape pod) {
        return settings.schedulerNames.isEmpty() || settings.schedulerNames.contains(pod.schedulerName());
    }
}
