package io.sublet.agent.cluster;

/** The policy of this node. */
public interface SloFeed {
    SloState slo();
}
