package io.sublet.extender.rank;

import io.sublet.model.reason.ReasonCode;
import io.sublet.model.unit.Percent;
import java.time.Duration;

/** Whether a node takes a pod, and if not, why. */
public sealed interface NodeVerdict {
    Pass PASS = new Pass();

    /** The node takes the pod. */
    record Pass() implements NodeVerdict {}

    /** The node does not. */
    sealed interface Refused extends NodeVerdict {
        /** Label of the metric. */
        ReasonCode code();

        /** Whether preemption may change that. */
        default boolean resolvable() {
            return true;
        }

        /** One clause for a person, with the numbers. */
        String text();

        /** The same with its numbers cut to bands, so that many nodes share few reasons. */
        Refused banded();
    }

    /**
     * With the pod on it, the node would use too much.
     *
     * @param basis what usage was looked at, as a word before the resource: {@code ""}, {@code "prod "}, {@code "aggregated "}
     */
    record OverThreshold(RefusalCode code, String basis, String resource, Percent usage, Percent threshold)
            implements Refused {
        @Override
        public String text() {
            return basis + resource + " usage " + usage.value() + IN_PERCENT + threshold.value();
        }

        @Override
        public Refused banded() {
            return new Band(code, basis, resource, usage.value() / Band.WIDTH * Band.WIDTH, threshold);
        }
    }

    /**
     * With the pod on it, the node would use too much, by about so much.
     *
     * @param from the least usage in percent that is in the band
     */
    record Band(RefusalCode code, String basis, String resource, long from, Percent threshold) implements Refused {
        /** Percentage points. */
        private static final long WIDTH = 5;

        @Override
        public String text() {
            return basis + resource + " usage " + from + "-" + to() + IN_PERCENT + threshold.value();
        }

        /** The largest usage in percent that is in the band. */
        public long to() {
            return from + WIDTH - 1;
        }

        @Override
        public Refused banded() {
            return this;
        }
    }

    /**
     * What is reserved for the node, and bound CPUs that count in full, leave too little of a resource.
     *
     * @param asked for by the pod, in milli-CPU or bytes
     * @param left for pods, 0 or more
     */
    record TooLittleLeft(RefusalCode code, long asked, long left, boolean resolvable) implements Refused {
        @Override
        public String text() {
            boolean ofCpu = code == RefusalCode.CpuNotLeft;
            return (ofCpu ? "cpu " : "memory ")
                    + RequestsFit.quantity(code, asked) + " requested, " + RequestsFit.quantity(code, left)
                    + " left beside what is reserved for the node"
                    + (ofCpu ? " and bound CPUs in full" : "");
        }

        @Override
        public Refused banded() {
            return new Unpinnable(code, code.sentence(), resolvable);
        }
    }

    /** The node cannot give the pod the CPUs or NUMA nodes that it asks for. */
    record Unpinnable(ReasonCode code, String text, boolean resolvable) implements Refused {
        @Override
        public Refused banded() {
            return new Unpinnable(code, code.sentence(), resolvable);
        }
    }

    /** "percent" in letters: kube-scheduler takes the text for a format of its events and mangles a percent sign. */
    String IN_PERCENT = " percent (with this pod) over threshold ";

    /** The node's agent has been silent for too long. */
    record ReportStale(Duration age, Duration expiry) implements Refused {
        @Override
        public RefusalCode code() {
            return RefusalCode.ReportStale;
        }

        @Override
        public String text() {
            return "usage report " + age.toSeconds() + "s old, expires at " + expiry.toSeconds() + "s";
        }

        @Override
        public Refused banded() {
            return new Expired(expiry);
        }
    }

    /** The node's agent has been silent for longer than this. */
    record Expired(Duration expiry) implements Refused {
        @Override
        public RefusalCode code() {
            return RefusalCode.ReportStale;
        }

        @Override
        public String text() {
            return "usage report older than " + expiry.toSeconds() + "s";
        }

        @Override
        public Refused banded() {
            return this;
        }
    }

    /** The node has a NodeMetric that its agent has never filled. */
    record NeverReported() implements Refused {
        @Override
        public RefusalCode code() {
            return RefusalCode.NeverReported;
        }

        @Override
        public String text() {
            return "no usage report yet";
        }

        @Override
        public Refused banded() {
            return this;
        }
    }
}
