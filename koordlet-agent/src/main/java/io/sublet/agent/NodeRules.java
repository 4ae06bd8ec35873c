package io.sublet.agent;

import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.burst.CpuBurst;
import io.sublet.agent.decide.core.CoreGroups;
import io.sublet.agent.decide.cpuset.CpuPlaces;
import io.sublet.agent.decide.disk.DiskShares;
import io.sublet.agent.decide.evict.AllocatableEviction;
import io.sublet.agent.decide.evict.CpuSatisfactionEviction;
import io.sublet.agent.decide.evict.CpuUsageEviction;
import io.sublet.agent.decide.evict.DiskEviction;
import io.sublet.agent.decide.evict.MemoryUsageEviction;
import io.sublet.agent.decide.identity.GroupIdentity;
import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.decide.limits.BatchLimits;
import io.sublet.agent.decide.memory.CacheReclaim;
import io.sublet.agent.decide.memory.MemoryProtection;
import io.sublet.agent.decide.memory.NodeWatermarks;
import io.sublet.agent.decide.network.NetworkShares;
import io.sublet.agent.decide.oom.OomOrder;
import io.sublet.agent.decide.podqos.PodCpu;
import io.sublet.agent.decide.protect.Protection;
import io.sublet.agent.decide.watermark.RuleBook;
import io.sublet.agent.observe.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every rule by which a node is run, in the order in which they are asked; of two that want one knob the first gets it. */
final class NodeRules {
    private final BestEffortIdle idle;
    private final Book<Protection.Memory> protection;
    private final List<Policy> policies;
    private final Book<RuleBook.Memory> watermarks = new Book<>(new RuleBook());

    /** @param blindAfter how long the node's usage may be missing before best effort goes to its minimum */
    NodeRules(BestEffortIdle idle, Duration blindAfter) {
        this.idle = idle;
        this.protection = new Book<>(new Protection(blindAfter));
        this.policies = policies();
    }

    private static List<Policy> policies() {
        return List.of(
                new Remembering<>(new BatchLimits()),
                new Remembering<>(new PodCpu()),
                new Remembering<>(new CpuPlaces()),
                new Remembering<>(new CpuBurst()),
                new Remembering<>(new GroupIdentity()),
                new Remembering<>(new CoreGroups()),
                new Remembering<>(new MemoryProtection()),
                new Remembering<>(new CacheReclaim()),
                new NodeWatermarks(),
                new DiskShares(),
                new OomOrder(),
                new NetworkShares(),
                new Remembering<>(new MemoryUsageEviction()),
                new Remembering<>(new DiskEviction()),
                new Remembering<>(new CpuSatisfactionEviction()),
                new Remembering<>(new CpuUsageEviction()),
                new Remembering<>(new AllocatableEviction(AllocatableEviction.Resource.CPU)),
                new Remembering<>(new AllocatableEviction(AllocatableEviction.Resource.MEMORY)));
    }

    /**
     * Those that say what a container is to have before it runs, in the same order. The others go by what has happened, by processes, or
     * by what a runtime cannot be told.
     */
    static List<RememberingPolicy<Settled>> ofStart() {
        return List.of(new BatchLimits(), new PodCpu(), new CpuPlaces(), new GroupIdentity(), new MemoryProtection());
    }

    List<Verdict> decide(Observation seen) {
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(idle.decide(seen));
        verdicts.addAll(protection.decide(seen));
        policies.forEach(policy -> verdicts.add(policy.decide(seen)));
        verdicts.addAll(watermarks.decide(seen));
        return verdicts;
    }
}
