package io.sublet.extender.rank;

/**
 * From the scores of ranking, 0..100, to those that are sent, 0..best. kube-scheduler multiplies what is sent by the
 * extender's weight and by 10 and adds it to the scores of its own plugins, each 0..100 times its weight; it neither clamps
 * nor normalizes. With weight 1 in its configuration, {@code best} is thus the weight of a plugin ten times smaller, and
 * the number of steps that can be told apart.
 *
 * @param best 1..100
 */
public record ScoreScale(int best) {
    /** As a plugin of weight 3, in 30 steps. */
    public static final ScoreScale DEFAULT = new ScoreScale(30);

    public ScoreScale {
        if (best < 1 || best > 100) {
            throw new IllegalArgumentException("the best score is 1..100, was " + best);
        }
    }

    /** What is sent for a score of ranking. */
    public int sent(int score) {
        return score * best / 100;
    }
}
