package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.ResourceUsage;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Series of each pod and container: hundreds of them on a full node, so that they have to be asked for. */
public final class PodSeries implements MetricSource {
    /** A pod, or a container of it. */
    private record Subject(
            PodObservation pod, String container, ResourceUsage usage, GroupObservation group, Reading<Cpi> cpi) {
        String[] labels(String... more) {
            String[] labels = new String[10 + more.length];
            String[] own = {
                "namespace", pod.pod().ref().namespace(),
                "pod", pod.pod().ref().name(),
                "container", container,
                "qos", pod.pod().qos().name(),
                "priority", pod.pod().priority().wireName()
            };
            System.arraycopy(own, 0, labels, 0, own.length);
            System.arraycopy(more, 0, labels, own.length, more.length);
            return labels;
        }
    }

    private final Supplier<Optional<LastTick>> last;

    /** @param last empty before the first tick */
    public PodSeries(Supplier<Optional<LastTick>> last) {
        this.last = last;
    }

    @Override
    public void write(Exposition out) {
        List<PodObservation> pods =
                last.get().flatMap(tick -> tick.seen().pods().toOptional()).orElse(List.of());
        each(
                out,
                "pod_cpu_cores",
                "CPU used by a pod or container",
                pods,
                (subject, to) -> subject.usage
                        .cpu()
                        .toOptional()
                        .ifPresent(cpu -> to.sample(NodeGauges.cores(cpu), subject.labels())));
        each(
                out,
                "pod_memory_bytes",
                "Memory used by a pod or container",
                pods,
                (subject, to) -> subject.usage
                        .memory()
                        .toOptional()
                        .ifPresent(bytes -> to.sample(bytes.value(), subject.labels())));
        each(
                out,
                "pod_throttled_ratio",
                "Share of quota periods in which it was stopped, 0 to 1",
                pods,
                (subject, to) -> subject.group
                        .throttling()
                        .toOptional()
                        .ifPresent(throttling -> to.sample(throttling.ratio(), subject.labels())));
        each(
                out,
                "pod_cycles_per_instruction",
                "CPU cycles that an instruction took, once a minute",
                pods,
                (subject, to) -> subject.cpi.toOptional().ifPresent(cpi -> to.sample(cpi.ratio(), subject.labels())));
        each(out, "pod_psi_ratio", "Share of the last ten seconds lost in waiting, 0 to 1", pods, (subject, to) -> {
            psi(to, subject, "cpu", subject.group.pressure().cpu());
            psi(to, subject, "memory", subject.group.pressure().memory());
            psi(to, subject, "io", subject.group.pressure().io());
        });
    }

    private static void psi(Exposition out, Subject subject, String resource, Reading<Pressure> read) {
        read.toOptional().ifPresent(pressure -> {
            out.sample(pressure.some().avg10() / 100, subject.labels("resource", resource, "kind", "some"));
            pressure.full()
                    .toOptional()
                    .ifPresent(full ->
                            out.sample(full.avg10() / 100, subject.labels("resource", resource, "kind", "full")));
        });
    }

    private static void each(
            Exposition out,
            String name,
            String help,
            List<PodObservation> pods,
            BiConsumer<Subject, Exposition> write) {
        out.family("sublet_agent_" + name, GAUGE, help + "; of a pod the label container is empty");
        for (PodObservation pod : pods) {
            write.accept(new Subject(pod, "", pod.usage(), pod.group(), pod.cpi()), out);
            for (ContainerObservation container : pod.containers()) {
                write.accept(
                        new Subject(
                                pod,
                                container.container().name(),
                                container.usage(),
                                container.group(),
                                container.cpi()),
                        out);
            }
        }
    }
}
