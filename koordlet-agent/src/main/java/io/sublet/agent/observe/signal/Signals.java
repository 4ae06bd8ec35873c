package io.sublet.agent.observe.signal;

import java.util.Map;

/**
 * The last window that has ended. It stays the same until the next one ends.
 *
 * @param window its number since the agent began, from 1; 0 before the first has ended
 * @param online signals of online pods, by uid
 * @param batch by uid, of those batch pods that were measured all the time
 */
public record Signals(long window, Map<String, Map<SignalKind, Signal>> online, Map<String, BatchUse> batch) {
    public static final Signals NONE = new Signals(0, Map.of(), Map.of());

    public Signals {
        online = Map.copyOf(online);
        batch = Map.copyOf(batch);
    }
}
