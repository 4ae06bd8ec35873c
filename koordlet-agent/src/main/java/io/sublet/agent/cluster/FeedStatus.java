package io.sublet.agent.cluster;

/**
 * How one kind of object is being followed.
 *
 * @param resource plural name
 * @param synced whether it was listed at least once
 * @param connected whether a watch is open now
 * @param problem the last failure while not connected, empty otherwise
 * @param relists how often it was listed
 */
public record FeedStatus(String resource, boolean synced, boolean connected, String problem, long relists) {}
