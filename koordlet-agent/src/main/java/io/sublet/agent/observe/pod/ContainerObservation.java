package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.model.usage.ResourceUsage;

/** A container, and what it used since the last observation. */
public record ContainerObservation(ContainerView container, ResourceUsage usage, GroupObservation group) {}
