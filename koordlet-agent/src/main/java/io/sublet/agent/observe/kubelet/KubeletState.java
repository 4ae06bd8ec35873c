package io.sublet.agent.observe.kubelet;

import java.time.Duration;

/** What is seen of the kubelet's process. */
public sealed interface KubeletState {
    /**
     * It runs.
     *
     * @param pid the youngest one's, if the machine carries several
     * @param uptime how long the youngest one has run
     */
    record Running(long pid, Duration uptime) implements KubeletState {}

    /** There is none, or the one that was there has ended. */
    record Gone() implements KubeletState {}

    /** It cannot be seen from here, so that nothing is known of it. */
    record Unseen(String cause) implements KubeletState {}
}
