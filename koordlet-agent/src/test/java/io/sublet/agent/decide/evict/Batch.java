package io.sublet.agent.decide.evict;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A pod in the making that may be evicted, unless it says otherwise. */
final class Batch {
    static final Instant NOW = Instant.EPOCH.plus(Duration.ofDays(1));

    private final String name;
    private final Map<String, String> labels = new HashMap<>(Map.of(Labels.POD_QOS, "BE"));
    private final Map<String, String> annotations = new HashMap<>();
    private QosClass qos = QosClass.BE;
    private OptionalInt priority = OptionalInt.of(5500);
    private Reading<MilliCpu> cpu = Reading.of(MilliCpu.ZERO);
    private Reading<Bytes> memory = Reading.of(Bytes.ZERO);
    private long requested = 1000;
    private Duration ran = Duration.ZERO;
    private boolean terminating;
    private String cgroupUid;

    private Batch(String name) {
        this.name = name;
        this.cgroupUid = "uid-" + name;
    }

    static Batch pod(String name) {
        return new Batch(name);
    }

    Batch uses(long milli, long bytes) {
        cpu = Reading.of(new MilliCpu(milli));
        memory = Reading.of(new Bytes(bytes));
        return this;
    }

    Batch unmeasured() {
        cpu = Reading.missing("test");
        memory = Reading.missing("test");
        return this;
    }

    Batch requests(long batchCpu) {
        requested = batchCpu;
        return this;
    }

    Batch priority(int number) {
        priority = OptionalInt.of(number);
        return this;
    }

    Batch qos(QosClass value) {
        qos = value;
        labels.put(Labels.POD_QOS, value.name());
        return this;
    }

    Batch undeclared() {
        labels.remove(Labels.POD_QOS);
        priority = OptionalInt.empty();
        return this;
    }

    Batch label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    Batch annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    Batch ran(Duration time) {
        ran = time;
        return this;
    }

    Batch terminating() {
        terminating = true;
        return this;
    }

    Batch ofTheKubelet() {
        cgroupUid = "hash";
        return this;
    }

    PodView view() {
        return new PodView(
                new PodRef("jobs", name, "uid-" + name),
                cgroupUid,
                KubeQos.BEST_EFFORT,
                qos,
                PriorityClass.declared(Optional.ofNullable(labels.get(Labels.POD_PRIORITY_CLASS)), priority)
                        .orDefaultFor(qos),
                true,
                new PodView.Life(NOW.minus(ran), terminating),
                new PodView.Marks(priority, labels, annotations),
                CpuSet.EMPTY,
                Map.of(),
                List.of(new ContainerView(
                        "main",
                        ContainerView.Kind.MAIN,
                        Optional.empty(),
                        Map.of(ResourceNames.BATCH_CPU, Long.toString(requested)),
                        Map.of())));
    }

    PodObservation seen() {
        return new PodObservation(view(), new ResourceUsage(cpu, memory));
    }
}
