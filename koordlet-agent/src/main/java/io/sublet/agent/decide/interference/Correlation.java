package io.sublet.agent.decide.interference;

import java.util.List;

/**
 * How well a suspect's use explains a victim's signal: the score of CPI² (§4.2), from -1 to 1.
 *
 * <pre>
 * score = Σ uᵢ·(1 − limit/cᵢ)  over windows above the limit
 *       + Σ uᵢ·(cᵢ/limit − 1)  over windows below it,   with u scaled to Σ uᵢ = 1
 * </pre>
 *
 * It is large if most of the use falls into windows in which the victim suffers, the more the more it suffers. A use that never changes
 * gets a score too while somebody suffers, and explains nothing; {@link #linear} tells the two apart.
 */
final class Correlation {
    private Correlation() {}

    /**
     * A window of both.
     *
     * @param level of the victim's signal
     * @param limit of its band at the time, above 0
     * @param use of the suspect, not negative
     */
    record Pair(double level, double limit, double use) {
        boolean isBad() {
            return level > limit;
        }
    }

    /** The score; 0 for a suspect that used nothing. */
    static double score(List<Pair> pairs) {
        double all = pairs.stream().mapToDouble(Pair::use).sum();
        if (!(all > 0)) {
            return 0;
        }
        double score = 0;
        for (Pair pair : pairs) {
            double share = pair.use / all;
            score += pair.isBad() ? share * (1 - pair.limit / pair.level) : share * (pair.level / pair.limit - 1);
        }
        return score;
    }

    /** Pearson's coefficient of level and use, from -1 to 1; 0 where one of them never changes. */
    static double linear(List<Pair> pairs) {
        double level = pairs.stream().mapToDouble(Pair::level).average().orElse(0);
        double use = pairs.stream().mapToDouble(Pair::use).average().orElse(0);
        double both = 0;
        double ofLevel = 0;
        double ofUse = 0;
        for (Pair pair : pairs) {
            both += (pair.level - level) * (pair.use - use);
            ofLevel += (pair.level - level) * (pair.level - level);
            ofUse += (pair.use - use) * (pair.use - use);
        }
        double scale = Math.sqrt(ofLevel * ofUse);
        return scale > 0 ? both / scale : 0;
    }

    /** The mean use in the bad windows. */
    static double useWhenBad(List<Pair> pairs) {
        return pairs.stream()
                .filter(Pair::isBad)
                .mapToDouble(Pair::use)
                .average()
                .orElse(0);
    }
}
