package io.sublet.extender.rank;

import io.sublet.model.unit.Percent;
import java.time.Duration;

/** Whether a node takes a pod, and if not, why. */
public sealed interface NodeVerdict {
    Pass PASS = new Pass();

    /** The node takes the pod. */
    record Pass() implements NodeVerdict {}

    /** The node does not. Preemption may change that, time will. */
    sealed interface Refused extends NodeVerdict {
        /** Label of the metric. */
        RefusalCode code();

        /** One clause for a person, with the numbers. */
        String text();

        /** One clause with the numbers cut to bands, so that many nodes share few texts. */
        String bandText();
    }

    /**
     * With the pod on it, the node would use too much.
     *
     * @param basis what usage was looked at, as a word before "usage": {@code cpu}, {@code prod memory}
     */
    record OverThreshold(RefusalCode code, String basis, Percent usage, Percent threshold) implements Refused {
        /** Percentage points in a band. */
        private static final long BAND = 5;

        @Override
        public String text() {
            return sentence(Long.toString(usage.value()));
        }

        /** "percent" in letters: kube-scheduler takes the text for a format of its events and mangles a percent sign. */
        private String sentence(String percent) {
            return basis + " usage " + percent + " percent (with this pod) over threshold " + threshold.value();
        }

        @Override
        public String bandText() {
            long from = usage.value() / BAND * BAND;
            return sentence(from + "-" + (from + BAND - 1));
        }
    }

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
        public String bandText() {
            return "usage report older than " + expiry.toSeconds() + "s";
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
        public String bandText() {
            return text();
        }
    }
}
