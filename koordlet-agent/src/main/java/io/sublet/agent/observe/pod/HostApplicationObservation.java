package io.sublet.agent.observe.pod;

import io.sublet.model.slo.HostApplication;
import io.sublet.model.usage.ResourceUsage;

/** An application outside of pods, and what it used since the last observation. */
public record HostApplicationObservation(HostApplication application, ResourceUsage usage) {}
