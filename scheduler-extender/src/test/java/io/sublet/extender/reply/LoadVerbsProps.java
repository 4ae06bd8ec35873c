package io.sublet.extender.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.NameIndex;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.snapshot.SoftLoads;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LoadVerbsProps {
    /** Some idle, some full, some silent, some stale, some with thresholds of their own. */
    private static List<Nodes.Builder> cluster(Random random) {
        List<Nodes.Builder> nodes = new ArrayList<>();
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            Nodes.Builder node = Nodes.node("n" + i, 32, 64);
            if (random.nextInt(5) > 0) {
                node.reporting(Nodes.report(
                        Nodes.NOW.minusSeconds(random.nextInt(240)),
                        ResourceUsage.of(random.nextInt(36_000), random.nextLong(70L << 30)),
                        List.of()));
            }
            if (random.nextInt(5) == 0) {
                node.saying("{\"usageThresholds\":{\"cpu\":" + random.nextInt(101) + "}}");
            }
            nodes.add(node);
        }
        return nodes;
    }

    private static Body question(Random random, List<String> names) {
        String pod =
                "{\"metadata\":{\"uid\":\"u" + random.nextInt() + "\"},\"spec\":{\"schedulerName\":\"koord-scheduler\","
                        + "\"containers\":[{\"resources\":{\"requests\":{\"cpu\":\"" + random.nextInt(8) + "\"}}}]}}";
        return Verbs.body("{\"Pod\":" + pod + ",\"NodeNames\":" + Json.write(names) + "}");
    }

    private static List<String> names(List<Nodes.Builder> nodes) {
        return nodes.stream().map(node -> node.facts().name()).toList();
    }

    @Property(seed = "20261127", tries = 300)
    void everyNodeIsEitherPassedOrRefusedAndTheBestIsNoneThatWasRefused(@ForAll long seed) {
        Random random = new Random(seed);
        List<Nodes.Builder> nodes = cluster(random);
        SoftLoads expected = Verbs.remembering();
        LoadVerbs verbs = Verbs.on(expected, nodes.toArray(Nodes.Builder[]::new));
        List<String> asked = new ArrayList<>(names(nodes));
        asked.add("unknown");
        Collections.shuffle(asked, random);

        JsonObject reply = Json.parseObject(Verbs.text(verbs.filter(question(random, asked))));
        Set<String> passed = new HashSet<>(reply.strings("NodeNames"));
        Set<String> refused = reply.textMap("FailedNodes").keySet();
        Map<String, Long> scores = scores(verbs.prioritize(question(random, List.copyOf(passed))));

        assertThat(Collections.disjoint(passed, refused)).isTrue();
        assertThat(passed.size() + refused.size()).isEqualTo(asked.size());
        assertThat(asked).containsAll(passed).containsAll(refused);
        assertThat(scores.keySet()).isEqualTo(passed);
        NameIndex index = NameIndex.of(names(nodes));
        assertThat(index.names())
                .allMatch(node -> passed.contains(node)
                        || expected.current(index, System.nanoTime())
                                .at(index.find(node))
                                .isZero());
    }

    @Property(seed = "20261127", tries = 200)
    void theOrderOfNodesChangesNoAnswer(@ForAll long seed) {
        Random random = new Random(seed);
        List<Nodes.Builder> nodes = cluster(random);
        List<Nodes.Builder> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, random);
        LoadVerbs one = Verbs.on(Verbs.remembering(), nodes.toArray(Nodes.Builder[]::new));
        LoadVerbs other = Verbs.on(Verbs.remembering(), shuffled.toArray(Nodes.Builder[]::new));
        Body question = question(random, names(nodes));

        assertThat(Verbs.text(one.filter(question))).isEqualTo(Verbs.text(other.filter(question)));
        assertThat(Verbs.text(one.prioritize(question))).isEqualTo(Verbs.text(other.prioritize(question)));
    }

    @Property(seed = "20261128", tries = 300)
    void whateverComesIsAnsweredOrSaidToBeNoQuestionAndHarmsNoAnswerAfterIt(@ForAll long seed) {
        Random random = new Random(seed);
        List<Nodes.Builder> nodes = cluster(random);
        LoadVerbs verbs = Verbs.on(new SoftLoads(Duration.ZERO), nodes.toArray(Nodes.Builder[]::new));
        Body question = question(random, names(nodes));
        String filtered = Verbs.text(verbs.filter(question));
        String scored = Verbs.text(verbs.prioritize(question));

        for (int i = 0; i < 20; i++) {
            Body spoilt = Verbs.spoilt(question, random);
            answered(() -> verbs.filter(spoilt));
            answered(() -> verbs.prioritize(spoilt));
        }

        assertThat(Verbs.text(verbs.filter(question))).isEqualTo(filtered);
        assertThat(Verbs.text(verbs.prioritize(question))).isEqualTo(scored);
    }

    private static void answered(Supplier<Answer> verb) {
        try {
            Answer answer = verb.get();
            Json.parse(Verbs.text(answer));
            answer.done();
        } catch (JsonException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    private static Map<String, Long> scores(Answer answer) {
        return ((List<?>) Objects.requireNonNull(Json.parse(Verbs.text(answer))))
                .stream()
                        .map(entry -> JsonObject.of(entry, ""))
                        .collect(Collectors.toMap(
                                entry -> entry.string("Host").orElseThrow(),
                                entry -> entry.integer("Score").orElseThrow(),
                                (a, b) -> a,
                                TreeMap::new));
    }
}
