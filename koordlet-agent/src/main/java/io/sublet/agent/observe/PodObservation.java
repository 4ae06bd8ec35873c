package io.sublet.agent.observe;

import io.sublet.agent.cluster.PodView;
import io.sublet.model.usage.ResourceUsage;

/** A pod that holds resources, and what it used since the last observation. */
public record PodObservation(PodView pod, ResourceUsage usage) {}
