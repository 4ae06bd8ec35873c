package io.sublet.extender.bind;

import io.sublet.extender.bind.BindAnswer.Result;
import io.sublet.extender.bind.PodApi.BindResult;
import io.sublet.extender.ledger.Claim;
import io.sublet.extender.ledger.ClaimResult;
import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.pin.MarkRule;
import io.sublet.extender.pin.PinAnnotations;
import io.sublet.extender.pin.PinPod;
import io.sublet.extender.pin.PinVerdict.Fits;
import io.sublet.extender.pin.PinVerdict.Unfit;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.Parsed;
import java.time.Duration;
import java.util.Optional;

/**
 * Binds a pod to a node and its CPUs.
 *
 * <ol>
 *   <li>Wait for the right to bind.
 *   <li>Read the pod: it may be gone, bound or changed since the scheduler looked.
 *   <li>Claim: the node decides again, as it is now, and holds for the pod what it gives.
 *   <li>Ask once more for the right, which must hold for the time of a request.
 *   <li>Bind and write the annotations, in one request that holds for the version that was read.
 *   <li>Bound: the claim stays until the watch shows the pod. Not bound: the CPUs are given back. Not known: the claim stays
 *       until {@link Settler} has found out.
 * </ol>
 *
 * Asked again for a pod that is there already, it says yes.
 */
public final class Binder {
    /** A pod may change while it is being bound, but not each time. */
    private static final int ATTEMPTS = 4;

    /** After the deadline of the order, a claim whose request has not come back is looked after. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final PodApi api;
    private final PinLedger ledger;
    private final BindRight right;
    private final Settler settler;
    private final CpuBindPolicy fallback;

    /**
     * A binder.
     *
     * @param fallback the bind policy of pods that do not say how they are bound
     */
    public Binder(PodApi api, PinLedger ledger, BindRight right, Settler settler, CpuBindPolicy fallback) {
        this.api = api;
        this.ledger = ledger;
        this.right = right;
        this.settler = settler;
        this.fallback = fallback;
    }

    /**
     * Carries out an order.
     *
     * @param deadline by the monotonic clock, until which it waits for the right to bind
     */
    public BindAnswer bind(BindOrder order, long deadline) throws InterruptedException {
        right.want();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (!right.await(deadline)) {
                return notLeader();
            }
            Optional<BindAnswer> answer = attempt(order, deadline);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return new BindAnswer(Result.BUSY, "the pod changed " + ATTEMPTS + " times while it was being bound");
    }

    private BindAnswer notLeader() {
        return new BindAnswer(Result.NOT_LEADER, "this extender may not bind now: " + right.obstacle());
    }

    /** Empty if the pod has changed on the way, so that it is worth another look. */
    private Optional<BindAnswer> attempt(BindOrder order, long deadline) {
        return switch (api.find(order.pod().namespace(), order.pod().name())) {
            case Reading.Missing<Optional<ApiPod>>(String cause) ->
                Optional.of(new BindAnswer(Result.UNREACHABLE, "the pod cannot be read: " + cause));
            case Reading.Value<Optional<ApiPod>>(Optional<ApiPod> found) -> {
                Optional<BindAnswer> settled = settled(order, found);
                yield settled.isPresent() ? settled : claim(order, found.orElseThrow(), deadline);
            }
        };
    }

    /** An answer for a pod that is not to be bound any more. */
    private static Optional<BindAnswer> settled(BindOrder order, Optional<ApiPod> found) {
        if (found.isEmpty()) {
            return Optional.of(new BindAnswer(Result.POD_GONE, "the pod is gone"));
        }
        ApiPod pod = found.get();
        if (!pod.shape().ref().uid().equals(order.pod().uid())) {
            return Optional.of(new BindAnswer(Result.POD_GONE, "the pod is gone, another one has its name"));
        }
        if (pod.node().isPresent()) {
            String node = pod.node().get();
            return Optional.of(
                    node.equals(order.node())
                            ? BindAnswer.ALREADY_BOUND
                            : new BindAnswer(Result.POD_GONE, "the pod is bound to node " + node + " already"));
        }
        return pod.deleting() || pod.finished()
                ? Optional.of(new BindAnswer(Result.POD_GONE, "the pod is being deleted or has ended"))
                : Optional.empty();
    }

    private Optional<BindAnswer> claim(BindOrder order, ApiPod pod, long deadline) {
        return switch (PinPod.of(pod.shape(), fallback)) {
            case Parsed.Invalid<PinPod>(String why) -> Optional.of(new BindAnswer(Result.REFUSED, why));
            case Parsed.Absent<PinPod>() -> throw new IllegalStateException("a pod that was found is not absent");
            case Parsed.Valid<PinPod>(PinPod asking) ->
                switch (ledger.claim(order.node(), asking, deadline + GRACE.toNanos())) {
                    case ClaimResult.Refused(var why) ->
                        Optional.of(new BindAnswer(Result.REFUSED, "node " + order.node() + ": " + why.text()));
                    case ClaimResult.Busy busy ->
                        Optional.of(new BindAnswer(
                                Result.BUSY, "an earlier attempt to bind the pod to this node has not ended yet"));
                    case ClaimResult.AlreadyThere there -> Optional.empty();
                    case ClaimResult.Granted(Claim claim) -> write(asking, pod, claim);
                };
        };
    }

    private Optional<BindAnswer> write(PinPod asking, ApiPod pod, Claim claim) {
        boolean ended = false;
        try {
            Optional<BindAnswer> answer = switch (MarkRule.on(
                    new Fits(claim.placed()), asking, pod.shape().pinMarks().marked())) {
                case Unfit unfit -> giveBack(claim, new BindAnswer(Result.REFUSED, unfit.text()));
                case Fits fits -> right.isHeld() ? request(asking, pod, claim) : giveBack(claim, notLeader());
            };
            ended = true;
            return answer;
        } finally {
            if (!ended) {
                settler.unclear(claim);
            }
        }
    }

    private Optional<BindAnswer> giveBack(Claim claim, BindAnswer answer) {
        settler.failed(claim);
        return Optional.of(answer);
    }

    private Optional<BindAnswer> request(PinPod asking, ApiPod pod, Claim claim) {
        CpuBindPolicy ofNode = ledger.node(claim.node())
                .map(node -> node.cpus().policy().bind())
                .orElse(CpuBindPolicy.NONE);
        BindResult result =
                api.bind(pod, claim.node(), PinAnnotations.of(asking, ofNode, claim.placed(), pod.annotations()));
        return switch (result) {
            case BindResult.Done done -> {
                settler.bound(claim);
                yield Optional.of(BindAnswer.BOUND);
            }
            case BindResult.Changed changed -> {
                settler.failed(claim);
                yield Optional.empty();
            }
            case BindResult.Gone gone -> giveBack(claim, new BindAnswer(Result.POD_GONE, "the pod is gone"));
            case BindResult.Rejected(String why) ->
                giveBack(claim, new BindAnswer(Result.REJECTED, "the API server does not bind the pod: " + why));
            case BindResult.Unclear(String cause) -> unclear(claim, cause);
        };
    }

    private Optional<BindAnswer> unclear(Claim claim, String cause) {
        return switch (settler.unclear(claim)) {
            case BOUND -> Optional.of(BindAnswer.BOUND);
            case RELEASED -> Optional.of(new BindAnswer(Result.UNREACHABLE, "the pod could not be bound: " + cause));
            case UNKNOWN ->
                Optional.of(new BindAnswer(Result.UNCLEAR, "it is not known yet whether the pod was bound: " + cause));
        };
    }
}
