package io.sublet.extender.reply;

import io.sublet.extender.fit.PodNeeds;
import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.snapshot.SoftLoads;
import io.sublet.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** What the verbs say of a pod for every node, for a person. Touches memory only, and expects the pod nowhere. */
public final class Explainer {
    private final Supplier<ClusterSnapshot> snapshots;
    private final Ranking ranking;
    private final SoftLoads softLoads;
    private final LoadVerbs.Settings settings;
    private final Optional<PinAdvice> pins;

    /** How an explanation is wanted. */
    public enum Form {
        JSON,
        TEXT
    }

    /**
     * An explainer of the same as the verbs.
     *
     * @param pins empty where there is no pin entry
     */
    public Explainer(
            Supplier<ClusterSnapshot> snapshots,
            Ranking ranking,
            SoftLoads softLoads,
            LoadVerbs.Settings settings,
            Optional<PinAdvice> pins) {
        this.snapshots = snapshots;
        this.ranking = ranking;
        this.softLoads = softLoads;
        this.settings = settings;
        this.pins = pins;
    }

    /**
     * Explains.
     *
     * @param pod a Pod as JSON, which need not exist; one without a uid does not, and is taken for marked if it asks for CPUs
     *     of its own, because the webhook would see to that
     * @param limit nodes that are told of at most
     * @throws io.sublet.protocol.json.JsonException if it is none
     */
    public String explain(byte[] pod, Form form, int limit) {
        PodShape shape = expected(Question.parsePod(pod));
        PodNeeds needs = PodNeeds.of(
                Json.parseObject(new String(pod, StandardCharsets.UTF_8)),
                shape.resources().requests());
        ClusterSnapshot snapshot = snapshots.get();
        Candidate candidate = new Candidate(
                shape, snapshot.rules().estimate(shape), settings.clock().instant());
        boolean served = settings.serves(shape);
        Explanation found = Explanation.of(
                new Explanation.Asked(
                        candidate,
                        needs,
                        served,
                        served ? pins.flatMap(advice -> advice.about(shape)) : Optional.empty()),
                snapshot,
                ranking.forPod(candidate),
                softLoads.current(snapshot.names(), System.nanoTime()));
        return switch (form) {
            case JSON -> ExplanationJson.of(found, limit);
            case TEXT -> ExplanationText.of(found, limit);
        };
    }

    private PodShape expected(PodShape pod) {
        boolean asks = pins.filter(advice -> advice.concerns(pod)).isPresent();
        return asks && pod.ref().uid().isEmpty() ? pod.withPinMark() : pod;
    }
}
