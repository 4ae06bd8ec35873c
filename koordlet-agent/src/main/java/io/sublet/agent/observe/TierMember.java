package io.sublet.agent.observe;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;

/** A pod or container below the best-effort tier, with what a change of the tier can collide with on cgroup v1. */
public record TierMember(CgroupPath path, Reading<CpuSet> cpus, Reading<CpuQuota> quota, Reading<Duration> period) {}
