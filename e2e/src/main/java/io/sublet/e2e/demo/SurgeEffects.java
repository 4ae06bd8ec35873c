package io.sublet.e2e.demo;

import io.sublet.e2e.scenario.TierTrace;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a surge has to cause, and its end.
 *
 * @param limitBefore what best effort was limited to in the calm
 * @param offeredBefore what the Node offered in the calm
 */
record SurgeEffects(Narrator narrator, Watch watch, Duration within, MilliCpu limitBefore, CpuMemory offeredBefore) {
    private static final Percent CLEARLY_LESS = new Percent(85);
    private static final Percent NEARLY_ALL = new Percent(90);

    /** Smaller steps are the loop following small changes of the calm. */
    private static final Percent FIRST_CUT = new Percent(95);

    /** After the surge's first request. */
    void onset(Instant since) {
        TierTrace.Point cut = narrator.until(
                "best effort is limited", within, () -> watch.trace().firstSince(since, this::isFirstCut));
        narrator.happened(
                "surge → best effort's limit goes down", since, cut.at(), limitBefore + " → " + text(cut.quota()));
        TierTrace.Point low = narrator.until(
                "best effort is limited to less than " + limitBefore.times(CLEARLY_LESS),
                within,
                () -> watch.trace().firstSince(since, limit -> isBelow(limit, CLEARLY_LESS)));
        narrator.happened("surge → limit clearly lower", since, low.at(), "at " + text(low.quota()));
        CpuMemory less = narrator.until(
                "the Node offers less batch CPU",
                within,
                () -> watch.offered()
                        .filter(offer ->
                                offer.cpu().compareTo(offeredBefore.cpu().times(NEARLY_ALL)) < 0));
        narrator.happened("surge → the Node offers less batch-cpu", since, offeredBefore.cpu() + " → " + less.cpu());
    }

    /** After the surge's last request. */
    void recovery(Instant since) {
        MilliCpu wanted = limitBefore.times(NEARLY_ALL);
        narrator.until(
                "best effort's limit is back at " + wanted,
                within,
                () -> watch.trace().quota().filter(limit -> limit.compareTo(wanted) >= 0));
        narrator.happened(
                "surge over → best effort's limit is back",
                since,
                "at " + text(watch.trace().quota()));
        CpuMemory back = narrator.until(
                "the Node offers batch CPU as before",
                within,
                () -> watch.offered()
                        .filter(offer ->
                                offer.cpu().compareTo(offeredBefore.cpu().times(NEARLY_ALL)) >= 0));
        narrator.happened("surge over → the Node offers batch-cpu again", since, "at " + back.cpu());
    }

    private boolean isFirstCut(Optional<MilliCpu> limit) {
        return isBelow(limit, FIRST_CUT);
    }

    private boolean isBelow(Optional<MilliCpu> limit, Percent share) {
        return limit.isPresent() && limit.get().compareTo(limitBefore.times(share)) < 0;
    }

    private static String text(Optional<MilliCpu> limit) {
        return limit.map(MilliCpu::toString).orElse("no limit");
    }
}
