package io.sublet.agent.observe;

import io.sublet.agent.cluster.NodeFeed;
import io.sublet.agent.cluster.NodeMetricFeed;
import io.sublet.agent.cluster.NumberFeed;
import io.sublet.agent.cluster.PodFeed;
import io.sublet.agent.cluster.SloFeed;

/** What an observation takes from the cluster. */
public record ClusterFeeds(PodFeed pods, NodeFeed node, SloFeed slo, NodeMetricFeed metric, NumberFeed numbers) {}
