package io.sublet.extender.reply;

import io.sublet.extender.pin.UnmarkedPods;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.snapshot.SoftLoads;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Verbs on a snapshot that a test made, at {@link Nodes#NOW}. */
final class Verbs {
    private static final LoadVerbs.Settings SETTINGS =
            new LoadVerbs.Settings(Set.of("koord-scheduler"), Clock.fixed(Nodes.NOW, ZoneOffset.UTC));

    private Verbs() {}

    static LoadVerbs on(SoftLoads softLoads, Nodes.Builder... nodes) {
        return on(Nodes.snapshot(nodes), softLoads);
    }

    static LoadVerbs on(ClusterSnapshot snapshot, SoftLoads softLoads) {
        return new LoadVerbs(() -> snapshot, Ranking.of(new LoadAware()), softLoads, SETTINGS);
    }

    static Explainer explainer(Optional<PinAdvice> pins, Nodes.Builder... nodes) {
        return explainer(pins, Nodes.snapshot(nodes));
    }

    static Explainer explainer(Optional<PinAdvice> pins, ClusterSnapshot snapshot) {
        return new Explainer(
                () -> snapshot,
                Ranking.of(new LoadAware(), pins.isPresent() ? List.of(new UnmarkedPods()) : List.of()),
                remembering(),
                SETTINGS,
                pins);
    }

    static SoftLoads remembering() {
        return new SoftLoads(Duration.ofHours(1));
    }

    static Body body(String text) {
        return Body.of(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Body body) {
        return new String(body.bytes(), 0, body.length(), StandardCharsets.UTF_8);
    }

    static String text(Answer answer) {
        return text(answer.body());
    }

    /** Cut off, or with some bytes lost, doubled or changed to such as mean something. */
    static Body spoilt(Body question, Random random) {
        String marks = "{}[]\":,\\-0aN \n\u0001\u00e9";
        StringBuilder text = new StringBuilder(text(question));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            int to = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, Math.min(to, text.length() - 1));
                case 1 -> text.insert(at, text.substring(at, to));
                case 2 -> text.setCharAt(at, marks.charAt(random.nextInt(marks.length())));
                default -> text.setLength(random.nextInt(20) == 0 ? at + 1 : text.length());
            }
        }
        return body(text.toString());
    }
}
