package io.sublet.manager.view;

import java.time.Instant;

/**
 * The status of a PodQoS.
 *
 * @param generation of the spec that it is about
 * @param matched pods that the selector names
 * @param governed those of them for which no other object has precedence
 * @param ready whether the nodes of all governed pods have been given the rule
 * @param reason one word
 * @param since when {@code ready} became what it is
 */
public record PodQosStatus(
        long generation, int matched, int governed, boolean ready, String reason, String message, Instant since) {}
