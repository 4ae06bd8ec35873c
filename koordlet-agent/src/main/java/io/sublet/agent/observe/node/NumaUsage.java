package io.sublet.agent.observe.node;

import io.sublet.model.usage.ResourceUsage;

/** What one NUMA node uses; memory without page cache. */
public record NumaUsage(int numaNode, ResourceUsage used) {}
