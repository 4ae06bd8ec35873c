package io.sublet.model.slo;

import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.Percent;

/**
 * Which part of the last-level cache and of the memory bandwidth pods may use: {@code resctrlQOS}.
 *
 * @param start where the range of cache ways begins, 0..99
 * @param end where it ends, above {@code start}, up to 100
 * @param bandwidth share of the memory bandwidth, 1..100
 */
public record CacheQos(boolean enabled, Percent start, Percent end, Percent bandwidth) {
    /** All of both. */
    public static final CacheQos NONE = new CacheQos(false, new Percent(0), Percent.HUNDRED, Percent.HUNDRED);

    /** What an enabled class has where the policy says no more: best effort 30 % of the cache, as Koordinator has it. */
    public static CacheQos defaultFor(QosClass qos) {
        return new CacheQos(true, NONE.start, qos == QosClass.BE ? new Percent(30) : Percent.HUNDRED, Percent.HUNDRED);
    }
}
