package io.sublet.model.usage;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;

/** What one application outside Kubernetes used, in a cgroup that NodeSLO names. */
public record HostApplicationUsage(String name, PriorityClass priority, QosClass qos, ResourceUsage usage) {}
