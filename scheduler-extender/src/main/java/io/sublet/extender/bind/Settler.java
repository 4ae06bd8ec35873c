package io.sublet.extender.bind;

import io.sublet.extender.ledger.Claim;
import io.sublet.extender.ledger.Claim.Stage;
import io.sublet.extender.ledger.PinLedger;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds out what became of bindings of which that is not known: because the API server did not answer, or because the watch
 * has not shown the pod. Until it is known, the claim stays.
 */
public final class Settler {
    private final PodApi api;
    private final PinLedger ledger;
    private final Duration retry;
    private final Duration patience;
    private final LongSupplier nanos;

    /**
     * A settler that has nothing to do yet.
     *
     * @param retry between two attempts for one claim
     * @param patience how long the watch may take to show a pod that is bound, before the API server is asked
     */
    public Settler(PodApi api, PinLedger ledger, Duration retry, Duration patience, LongSupplier nanos) {
        this.api = api;
        this.ledger = ledger;
        this.retry = retry;
        this.patience = patience;
        this.nanos = nanos;
    }

    /** What became of a claim. */
    public enum Fate {
        /** The pod is on the node. */
        BOUND,
        /** The claim's CPUs have been given back. */
        RELEASED,
        /** Still not known. */
        UNKNOWN
    }

    /** Looks after all claims that are due. */
    public void tick() {
        ledger.due(nanos.getAsLong()).forEach(this::settle);
    }

    /** The API server has bound the pod of a claim; the watch is to show it. */
    public void bound(Claim claim) {
        ledger.move(claim, Stage.BOUND, nanos.getAsLong() + patience.toNanos());
    }

    /** Nothing was written for a claim by its last attempt. */
    public void failed(Claim claim) {
        if (claim.mayBeWritten()) {
            ledger.move(claim, Stage.UNSETTLED, nanos.getAsLong());
        } else {
            ledger.release(claim);
        }
    }

    /** It is not known whether something was written for a claim: finds out now, if that can be. */
    public Fate unclear(Claim claim) {
        return ledger.move(claim, Stage.UNSETTLED, nanos.getAsLong() + retry.toNanos())
                .map(this::settle)
                // the watch has shown the pod in the meantime
                .orElse(Fate.BOUND);
    }

    private Fate settle(Claim claim) {
        PodRef pod = claim.pod().ref();
        Reading<Optional<ApiPod>> reading =
                claim.stage() == Stage.BOUND ? api.find(pod.namespace(), pod.name()) : api.touch(pod);
        return switch (reading) {
            case Reading.Missing<Optional<ApiPod>> unknown -> {
                ledger.move(claim, claim.stage(), nanos.getAsLong() + retry.toNanos());
                yield Fate.UNKNOWN;
            }
            case Reading.Value<Optional<ApiPod>>(Optional<ApiPod> found) -> {
                boolean there = found.filter(now -> now.shape().ref().uid().equals(pod.uid()))
                        .filter(now -> !now.finished())
                        .flatMap(ApiPod::node)
                        .filter(claim.node()::equals)
                        .isPresent();
                if (there) {
                    bound(claim);
                    yield Fate.BOUND;
                }
                ledger.release(claim);
                yield Fate.RELEASED;
            }
        };
    }
}
