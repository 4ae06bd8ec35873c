package io.sublet.agent.decide;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A change that a policy wants, with its reason. */
public sealed interface Action permits KnobAction, Action.EvictPod, Action.SetCookie, Action.CloseNode {
    Reason reason();

    /** Sets a knob that stands for itself: no other knob is disturbed, and no order with other groups is needed. */
    record SetKnob(KnobKey key, KnobValue wanted, Reason reason) implements KnobAction {
        @Override
        public Optional<KnobValue> value() {
            return Optional.of(wanted);
        }
    }

    /** Limits the CPU time of a group. */
    record SetQuota(CgroupPath cgroup, CpuQuota quota, Reason reason) implements KnobAction {
        @Override
        public KnobKey key() {
            return new KnobKey(cgroup, Knob.CPU_QUOTA);
        }

        @Override
        public Optional<KnobValue> value() {
            return Optional.of(new KnobValue.Quota(quota));
        }
    }

    /** Limits the CPUs of a group. */
    record SetCpuset(CgroupPath cgroup, CpuSet cpus, Reason reason) implements KnobAction {
        @Override
        public KnobKey key() {
            return new KnobKey(cgroup, Knob.CPUSET);
        }

        @Override
        public Optional<KnobValue> value() {
            return Optional.of(new KnobValue.Cpus(cpus));
        }
    }

    /** Puts a group into the idle scheduling class. The kernel forgets the group's shares by that. */
    record SetIdle(CgroupPath cgroup, Reason reason) implements KnobAction {
        @Override
        public KnobKey key() {
            return new KnobKey(cgroup, Knob.CPU_IDLE);
        }

        @Override
        public Optional<KnobValue> value() {
            return Optional.of(new KnobValue.Whole(1));
        }

        @Override
        public List<KnobKey> disturbs() {
            return List.of(key(), new KnobKey(cgroup, Knob.CPU_SHARES));
        }
    }

    /**
     * Removes a pod from the node through the Eviction API, so that disruption budgets and grace periods are kept.
     *
     * @param policy by which it goes
     * @param grace time to end; absent is the pod's own
     */
    record EvictPod(String policy, PodRef pod, Optional<Duration> grace, Reason reason) implements Action, Step {
        /** With the pod's own time to end. */
        public EvictPod(String policy, PodRef pod, Reason reason) {
            this(policy, pod, Optional.empty(), reason);
        }

        @Override
        public Action action() {
            return this;
        }

        @Override
        public String target() {
            return "pod " + pod.key();
        }

        @Override
        public String wanted() {
            return "evicted";
        }
    }

    /** Has the kernel do something that leaves no value behind, so that there is nothing to give back. */
    record Trigger(KnobKey key, KnobValue wanted, Reason reason) implements KnobAction {
        @Override
        public Optional<KnobValue> value() {
            return Optional.of(wanted);
        }

        @Override
        public List<KnobKey> disturbs() {
            return List.of();
        }
    }

    /** What a process is to have of core scheduling. */
    sealed interface Cookie {
        /** A cookie that no other process has. */
        record New() implements Cookie {}

        /**
         * The cookie of another process.
         *
         * @param pid the other one
         */
        record Of(long pid) implements Cookie {}

        /** No cookie. */
        record None() implements Cookie {}
    }

    /**
     * Changes with which others a process may share a physical core.
     *
     * @param pid as the agent sees it
     */
    record SetCookie(long pid, Cookie cookie, Reason reason) implements Action, Step {
        @Override
        public Action action() {
            return this;
        }

        @Override
        public String target() {
            return "process " + pid;
        }

        @Override
        public String wanted() {
            return switch (cookie) {
                case Cookie.New() -> "a new cookie";
                case Cookie.Of(long other) -> "the cookie of " + other;
                case Cookie.None() -> "no cookie";
            };
        }
    }

    /**
     * Takes no more batch pods, for as long as it is wanted. What runs stays.
     *
     * @param policy that wants it
     */
    record CloseNode(String policy, Reason reason) implements Action, Step {
        @Override
        public Action action() {
            return this;
        }

        @Override
        public String target() {
            return "node";
        }

        @Override
        public String wanted() {
            return "closed to batch";
        }
    }

    /** Gives a knob its original value back. */
    record Release(KnobKey key, Reason reason) implements KnobAction {
        @Override
        public Optional<KnobValue> value() {
            return Optional.empty();
        }
    }
}
