package io.sublet.extender.reply;

import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.rank.ScoreScale;
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
    private final SoftLoads softLoads;
    private final Settings settings;
    private final Desks desks = new Desks();
    private volatile KnownNames known = KnownNames.NONE;

    /**
     * How to answer.
     *
     * @param schedulerNames pods of other schedulers pass untouched; empty serves all
     * @param clock to compare with the times of reports
     */
    public record Settings(Set<String> schedulerNames, Clock clock) {
        public Settings {
            schedulerNames = Set.copyOf(schedulerNames);
        }

        /** Whether pods of this one's scheduler are judged at all. */
        boolean serves(PodShape pod) {
            return schedulerNames.isEmpty() || schedulerNames.contains(pod.schedulerName());
        }
    }

    public LoadVerbs(Supplier<ClusterSnapshot> snapshots, Ranking ranking, SoftLoads softLoads, Settings settings) {
        this.snapshots = snapshots;
        this.ranking = ranking;
        this.softLoads = softLoads;
        this.settings = settings;
    }

    /** The same verbs on another cluster, for every scheduler's pods and without expecting them anywhere. */
    LoadVerbs on(ClusterSnapshot snapshot) {
        return new LoadVerbs(
                () -> snapshot, ranking, new SoftLoads(Duration.ZERO), new Settings(Set.of(), settings.clock));
    }

    /**
     * Which of the nodes take the pod.
     *
     * @throws io.sublet.protocol.json.JsonException if the body is no question
     */
    public Answer filter(Body body) {
        ClusterSnapshot snapshot = snapshots.get();
        Question question = Question.parse(body, known(snapshot), desks.take());
        if (!settings.serves(question.pod())) {
            return FilterReply.passAll(question).from(desks, question.desk());
        }
        Candidate candidate = candidate(question.pod(), snapshot);
        Ranking asked = ranking.forPod(candidate);
        NodeVerdict[] verdicts = question.desk().verdicts();
        for (int i = 0; i < question.nodes(); i++) {
            verdicts[i] = asked.judge(candidate, snapshot, question.row(i));
        }
        return FilterReply.of(question).from(desks, question.desk());
    }

    /**
     * How well each of the nodes suits the pod. The pod is expected on the best of them from now on.
     *
     * @throws io.sublet.protocol.json.JsonException if the body is no question
     */
    public Answer prioritize(Body body) {
        ClusterSnapshot snapshot = snapshots.get();
        Question question = Question.parse(body, known(snapshot), desks.take());
        if (!settings.serves(question.pod())) {
            return Answer.none().from(desks, question.desk());
        }
        Candidate candidate = candidate(question.pod(), snapshot);
        String uid = question.pod().ref().uid();
        softLoads.forget(List.of(uid), System.nanoTime());
        ScoreScale scale = snapshot.rules().scale();
        SoftLoad soft = softLoads.current(snapshot.names(), System.nanoTime());
        int[] scores = question.desk().scores();
        for (int i = 0; i < question.nodes(); i++) {
            int row = question.row(i);
            scores[i] = scale.sent(ranking.score(candidate, snapshot, row, soft.at(row)));
        }
        softLoads.expect(uid, best(snapshot, question), candidate.estimate(), System.nanoTime());
        return ScoreReply.of(question).from(desks, question.desk());
    }

    /** The known nodes with the highest score, if they have any and are few enough to be expected on. */
    private static List<String> best(ClusterSnapshot snapshot, Question question) {
        int[] scores = question.desk().scores();
        List<String> best = new ArrayList<>();
        int highest = 0;
        for (int i = 0; i < question.nodes(); i++) {
            highest = Math.max(highest, scores[i]);
        }
        for (int i = 0; i < question.nodes() && best.size() <= SoftLoads.MAX_NODES; i++) {
            if (scores[i] == highest && highest > 0 && question.row(i) != ClusterSnapshot.NO_ROW) {
                best.add(snapshot.row(question.row(i)).name());
            }
        }
        return best;
    }

    private KnownNames known(ClusterSnapshot snapshot) {
        KnownNames before = known;
        KnownNames now = before.of(snapshot.names());
        if (now != before) {
            known = now;
        }
        return now;
    }

    private Candidate candidate(PodShape pod, ClusterSnapshot snapshot) {
        return new Candidate(pod, snapshot.rules().estimate(pod), settings.clock.instant());
    }
}
