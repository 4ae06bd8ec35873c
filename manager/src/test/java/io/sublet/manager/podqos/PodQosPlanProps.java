package io.sublet.manager.podqos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.PodQosView;
import io.sublet.manager.view.PodView;
import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PodSelector.Subject;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.Parsed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Each property holds for 100,000 clusters: a thousand from each of a hundred seeds. */
class PodQosPlanProps {
    private static final int SEEDS = 100;
    private static final int CLUSTERS = 1_000;
    private static final List<QosClass> CLASSES = List.of(QosClass.values());
    private static final Map<String, Map<String, String>> NAMESPACES =
            Map.of("a", Map.of("team", "x"), "b", Map.of("team", "y"), "c", Map.of());

    private static List<PodQosView> objects(Random random) {
        List<PodQosView> objects = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            objects.add(object("rule-" + i, random));
        }
        return objects;
    }

    private static PodQosView object(String name, Random random) {
        LabelSelector labels = random.nextBoolean()
                ? LabelSelector.EVERYTHING
                : new LabelSelector(Map.of("app", random.nextBoolean() ? "p" : "q"), List.of());
        PodSelector pods = new PodSelector(
                labels,
                random.nextInt(3) == 0 ? Optional.of(Set.of("a")) : Optional.empty(),
                random.nextInt(3) == 0 ? OptionalInt.of(5000) : OptionalInt.empty(),
                OptionalInt.empty(),
                random.nextInt(3) == 0 ? EnumSet.of(qos(random)) : Set.of());
        Set<AvoidanceAction> actions = EnumSet.noneOf(AvoidanceAction.class);
        for (AvoidanceAction action : AvoidanceAction.values()) {
            if (random.nextBoolean()) {
                actions.add(action);
            }
        }
        PodQosRule rule = new PodQosRule(
                name,
                pods,
                random.nextBoolean() ? Optional.empty() : Optional.of(actions),
                0,
                PodQosRule.Cpu.NONE,
                PodQosRule.Memory.NONE);
        return new PodQosView(
                name,
                1,
                random.nextInt(3),
                random.nextInt(10) == 0 ? new Parsed.Invalid<>("broken") : new Parsed.Valid<>(rule),
                random.nextInt(4) == 0
                        ? Optional.of(new LabelSelector(Map.of("team", "x"), List.of()))
                        : Optional.empty(),
                Optional.empty());
    }

    private static QosClass qos(Random random) {
        return CLASSES.get(random.nextInt(CLASSES.size()));
    }

    private static List<PodView> pods(Random random) {
        List<PodView> pods = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            QosClass qos = qos(random);
            String namespace = List.of("a", "b", "c").get(random.nextInt(3));
            Subject subject = new Subject(
                    namespace,
                    random.nextBoolean() ? Map.of("app", "p") : Map.of(),
                    random.nextBoolean() ? OptionalInt.of(5500) : OptionalInt.empty(),
                    qos);
            pods.add(new PodView(
                    namespace + "/pod-" + i, "node", PriorityClass.BATCH, qos, CpuMemory.ZERO, List.of(), subject));
        }
        return pods;
    }

    @Property(tries = SEEDS, edgeCases = EdgeCasesMode.NONE)
    void doesNotDependOnTheOrderOfTheObjects(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CLUSTERS; i++) {
            List<PodQosView> objects = objects(random);
            List<PodQosView> shuffled = new ArrayList<>(objects);
            Collections.shuffle(shuffled, random);

            PodQosPlan plan = PodQosPlan.of(objects, Optional.of(NAMESPACES));

            if (!plan.equals(PodQosPlan.of(shuffled, Optional.of(NAMESPACES)))) {
                throw new AssertionError(objects + " and " + shuffled);
            }
            if (plan.rules().size() + plan.unresolved().size() != objects.size()) {
                throw new AssertionError("an object is neither resolved nor said to be not: " + objects);
            }
        }
    }

    /** What a node is told governs each of its pods as the plan of the whole cluster does. */
    @Property(tries = SEEDS, edgeCases = EdgeCasesMode.NONE)
    void tellsANodeWhatGovernsItsPods(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CLUSTERS; i++) {
            PodQosPlan plan = PodQosPlan.of(objects(random), Optional.of(NAMESPACES));
            List<PodView> pods = pods(random);

            List<PodQosRule> told = plan.forPods(pods);

            for (PodView pod : pods) {
                Optional<String> there = told.stream()
                        .filter(rule -> rule.pods().selects(pod.subject()))
                        .map(PodQosRule::name)
                        .findFirst();
                Optional<String> expected = plan.governing(pod.subject()).map(PodQosRule::name);
                if (!there.equals(expected)) {
                    assertThat(there).as("%s of %s", pod, plan).isEqualTo(expected);
                }
            }
        }
    }

    @Property(tries = SEEDS, edgeCases = EdgeCasesMode.NONE)
    void neverPermitsWhatTheClassForbids(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CLUSTERS; i++) {
            PodQosPlan plan = PodQosPlan.of(objects(random), Optional.of(NAMESPACES));
            for (PodView pod : pods(random)) {
                Set<AvoidanceAction> permitted = AvoidanceAction.permitted(
                        pod.qos(), plan.governing(pod.subject()).flatMap(PodQosRule::allowedActions));
                Set<AvoidanceAction> most =
                        AvoidanceAction.permitted(pod.qos(), Optional.of(EnumSet.allOf(AvoidanceAction.class)));
                boolean online = pod.qos() != QosClass.BE;
                if (!most.containsAll(permitted) || (online && permitted.contains(AvoidanceAction.EVICT))) {
                    throw new AssertionError(pod + " under " + plan + ": " + permitted);
                }
            }
        }
    }
}
