package io.sublet.extender.reply;

import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.Estimator;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.snapshot.SoftLoads;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;

/** Verbs on a snapshot that a test made, at {@link Nodes#NOW}. */
final class Verbs {
    private Verbs() {}

    static LoadVerbs on(SoftLoads softLoads, Nodes.Builder... nodes) {
        ClusterSnapshot snapshot =
                ClusterSnapshot.of(Arrays.stream(nodes).map(Verbs::row).toList());
        return on(snapshot, softLoads);
    }

    static LoadVerbs on(ClusterSnapshot snapshot, SoftLoads softLoads) {
        return new LoadVerbs(
                () -> snapshot,
                Ranking.of(new LoadAware(LoadPolicy.DEFAULT)),
                Estimator.DEFAULT,
                softLoads,
                new LoadVerbs.Settings(
                        Set.of("koord-scheduler"), new ScoreScale(30), Clock.fixed(Nodes.NOW, ZoneOffset.UTC)));
    }

    static SoftLoads remembering() {
        return new SoftLoads(Duration.ofHours(1));
    }

    static NodeRow row(Nodes.Builder node) {
        return node.row(LoadPolicy.DEFAULT);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
