package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.QosClass;
import io.sublet.webhook.RandomTrees;
import io.sublet.webhook.profile.CpuVariable;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

final class RandomPods {
    private static final List<String> KEYS = List.of("a", "b", "c", "koordinator.sh/qosClass");
    private static final List<String> VALUES = List.of("1", "2", "BE", "LS", "LSR");

    /** Pods of this scheduler may be marked. */
    static final String SCHEDULER = "koord-scheduler";

    private static final List<String> QUANTITIES = List.of("1", "500m", "2Gi", "1k", "0", "100u", "1e3", "junk");
    private static final List<String> RESOURCES = List.of(
            "cpu",
            "memory",
            "kubernetes.io/batch-cpu",
            "kubernetes.io/batch-memory",
            "kubernetes.io/mid-cpu",
            "x.io/gpu");
    private static final List<String> PATCHES = List.of(
            "{metadata:{labels:{a:'1'}}}",
            "{metadata:{labels:{b:null}}}",
            "{spec:{containers:[{name:'x',resources:{requests:{'kubernetes.io/batch-cpu':'7'}}}]}}",
            "{spec:{containers:[{name:'x',resources:{requests:{cpu:'3'}}}]}}",
            "{spec:{containers:[{name:'new'}],tolerations:[{key:'t'}]}}",
            "{spec:{containers:[{$patch:'delete',name:'y'}]}}",
            "{spec:{priority:7100}}",
            "{spec:{containers:[{image:'no-name'}]}}");

    private static final List<String> ENVIRONMENTS = List.of(
            "{env:null}",
            "{env:[]}",
            "{env:[{name:'GOMAXPROCS',value:'3'}]}",
            "{env:[{name:'JAVA_TOOL_OPTIONS',value:'-Xmx1g'},{name:'JAVA_TOOL_OPTIONS'}]}",
            "{env:[{name:'JAVA_TOOL_OPTIONS',value:'-XX:ActiveProcessorCount=2'}]}",
            "{env:[{name:'JAVA_TOOL_OPTIONS',valueFrom:{configMapKeyRef:{name:'c',key:'k'}}}]}");

    private RandomPods() {}

    static PodDraft pod(Random random) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = pod.putObject("metadata");
        if (random.nextInt(5) > 0) {
            ObjectNode labels = metadata.putObject("labels");
            map(random).forEach(labels::put);
        }
        ObjectNode spec = pod.putObject("spec");
        spec.put("schedulerName", random.nextBoolean() ? SCHEDULER : "default-scheduler");
        if (random.nextBoolean()) {
            spec.put("priority", List.of(0, 3100, 5999, 7000, 9999).get(random.nextInt(5)));
        }
        spec.set("future", RandomTrees.next(random, 3));
        containers(random, spec.putArray("containers"), List.of("x", "y", "z"));
        if (random.nextBoolean()) {
            containers(random, spec.putArray("initContainers"), List.of("i", "j"));
        }
        if (random.nextInt(4) == 0) {
            quantities(random, spec.putObject("overhead"));
        }
        return PodDraft.of(pod).valid().orElseThrow();
    }

    private static void containers(Random random, ArrayNode list, List<String> names) {
        for (String name : names) {
            if (random.nextInt(3) > 0) {
                ObjectNode container = list.addObject().put("name", name);
                ObjectNode resources = container.putObject("resources");
                if (random.nextInt(4) == 0) {
                    container.put("restartPolicy", "Always");
                }
                if (random.nextInt(3) == 0) {
                    container.set(
                            "env",
                            object(ENVIRONMENTS.get(random.nextInt(ENVIRONMENTS.size())))
                                    .path("env"));
                }
                if (random.nextBoolean()) {
                    quantities(random, resources.putObject("requests"));
                }
                if (random.nextBoolean()) {
                    quantities(random, resources.putObject("limits"));
                }
            }
        }
    }

    private static void quantities(Random random, ObjectNode quantities) {
        for (String resource : RESOURCES) {
            if (random.nextInt(3) == 0) {
                // One in a hundred cannot be read.
                int known = random.nextInt(100) == 0 ? QUANTITIES.size() - 1 : random.nextInt(QUANTITIES.size() - 1);
                quantities.put(resource, QUANTITIES.get(known));
            }
        }
    }

    static MutationContext context(Random random) {
        Profiles[] profiles = new Profiles[random.nextInt(4)];
        for (int i = 0; i < profiles.length; i++) {
            profiles[i] = profile(random, "p" + i);
        }
        MutationContext context = Profiles.context(profiles);
        return new MutationContext(
                context.profiles(),
                Map.of("env", "test"),
                Profiles.LEVELS,
                false,
                marking(random),
                () -> random.nextInt(100));
    }

    static PinMarking marking(Random random) {
        return random.nextInt(3) == 0 ? PinMarking.OFF : new PinMarking(Set.of(SCHEDULER), random.nextBoolean());
    }

    private static Profiles profile(Random random, String name) {
        Profiles profile = Profiles.named(name).onPods(conditions(random));
        if (random.nextInt(3) == 0) {
            profile.percent(random.nextInt(120) - 10);
        }
        if (random.nextBoolean()) {
            profile.labels(map(random), copies(random), map(random));
        }
        if (random.nextBoolean()) {
            List<String> classes = List.of("koord-batch", "koord-batch", "koord-mid", "koord-free", "gone");
            profile.standing(QosClass.BE, classes.get(random.nextInt(classes.size())));
        }
        if (random.nextInt(3) == 0) {
            profile.patch(PATCHES.get(random.nextInt(PATCHES.size())));
        }
        if (random.nextInt(3) == 0) {
            profile.tellingCpus(CpuVariable.JAVA_TOOL_OPTIONS, CpuVariable.GOMAXPROCS);
        }
        return random.nextInt(6) == 0 ? profile.keepingResources() : profile;
    }

    private static Condition[] conditions(Random random) {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        String value = VALUES.get(random.nextInt(VALUES.size()));
        return switch (random.nextInt(6)) {
            case 0 -> new Condition[] {new In(key, Set.of(value))};
            case 1 -> new Condition[] {new NotIn(key, Set.of(value))};
            case 2 -> new Condition[] {new Exists(key)};
            case 3 -> new Condition[] {new DoesNotExist(key)};
            default -> new Condition[0];
        };
    }

    private static Map<String, String> map(Random random) {
        Map<String, String> map = new TreeMap<>();
        for (String key : KEYS) {
            if (random.nextInt(3) == 0) {
                map.put(key, VALUES.get(random.nextInt(VALUES.size())));
            }
        }
        return map;
    }

    private static Map<String, String> copies(Random random) {
        Map<String, String> map = new TreeMap<>();
        for (String key : KEYS) {
            if (random.nextInt(3) == 0) {
                map.put(key, KEYS.get(random.nextInt(KEYS.size())));
            }
        }
        return map;
    }
}
