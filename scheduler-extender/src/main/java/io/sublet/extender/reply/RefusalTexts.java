package io.sublet.extender.reply;

import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.NodeVerdict.Band;
import io.sublet.extender.rank.NodeVerdict.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The text for each refused node. The scheduler counts equal texts and puts each different one into its event, which has room
 * for about a thousand characters: few nodes get their own numbers, more get bands, and where even these are many, each
 * reason has one text with its range.
 */
final class RefusalTexts {
    /** With more refused nodes than this the texts give bands. */
    static final int MAX_EXACT = 10;

    /** With more bands than this they give ranges. */
    static final int MAX_BANDS = 8;

    private final Map<Refused, byte[]> encoded = new HashMap<>();
    private final Map<Refused, String> ranges = new HashMap<>();

    private RefusalTexts() {}

    /**
     * The texts as JSON strings, equal ones the same array.
     *
     * @param refused all of an answer
     * @return one text for each, in their order
     */
    static List<byte[]> of(List<Refused> refused) {
        return new RefusalTexts().texts(refused);
    }

    private List<byte[]> texts(List<Refused> refused) {
        List<Refused> told = refused;
        if (refused.size() > MAX_EXACT) {
            told = new ArrayList<>(refused.size());
            for (Refused refusal : refused) {
                told.add(refusal.banded());
            }
            Set<Refused> bands = new HashSet<>(told);
            if (bands.size() > MAX_BANDS) {
                summarize(bands);
            }
        }
        List<byte[]> texts = new ArrayList<>(told.size());
        for (Refused refusal : told) {
            texts.add(encoded.computeIfAbsent(refusal, this::encode));
        }
        return texts;
    }

    private byte[] encode(Refused refusal) {
        return ReplyBuffer.quoted(ranges.getOrDefault(refusal, refusal.text()));
    }

    /** One text for all bands of a resource: from the least to the largest. */
    private void summarize(Set<Refused> bands) {
        record Subject(String basis, String resource) {}
        Map<Subject, Range> bySubject = new LinkedHashMap<>();
        for (Refused refusal : bands) {
            if (refusal instanceof Band band) {
                bySubject
                        .computeIfAbsent(new Subject(band.basis(), band.resource()), key -> new Range())
                        .add(band);
            }
        }
        for (Refused refusal : bands) {
            if (refusal instanceof Band band) {
                Range range = Objects.requireNonNull(bySubject.get(new Subject(band.basis(), band.resource())));
                ranges.put(band, band.basis() + band.resource() + " usage " + range.text());
            }
        }
    }

    private static final class Range {
        private long from = Long.MAX_VALUE;
        private long to;
        private long leastThreshold = Long.MAX_VALUE;
        private long largestThreshold;

        private void add(Band band) {
            from = Math.min(from, band.from());
            to = Math.max(to, band.to());
            leastThreshold = Math.min(leastThreshold, band.threshold().value());
            largestThreshold = Math.max(largestThreshold, band.threshold().value());
        }

        private String text() {
            return from + "-" + to + NodeVerdict.IN_PERCENT
                    + (leastThreshold == largestThreshold
                            ? Long.toString(leastThreshold)
                            : leastThreshold + "-" + largestThreshold);
        }
    }
}
