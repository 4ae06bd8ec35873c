package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** How the agents of a release end: an agent whose exit code is 0 has given back all that it held. */
final class AgentEnds implements AutoCloseable {
    private enum End {
        NOT_YET,
        IN_ORDER,
        OTHERWISE
    }

    /** By node. */
    private final Map<String, End> ends = new TreeMap<>();

    private Optional<Watch> watch = Optional.empty();

    private AgentEnds() {}

    static AgentEnds watch(FilterWatchListDeletable<Pod, PodList, PodResource> pods) {
        AgentEnds ends = new AgentEnds();
        PodList found = pods.list();
        found.getItems().forEach(pod -> ends.seen(pod, false));
        ends.watch = Optional.of(pods.watch(
                new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
                        .withResourceVersion(found.getMetadata().getResourceVersion())
                        .build(),
                ends.watcher()));
        return ends;
    }

    private Watcher<Pod> watcher() {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                seen(pod, action == Action.DELETED);
            }

            @Override
            public void onClose(WatcherException cause) {
                // What was not seen by then is not confirmed.
            }
        };
    }

    /** The last word counts, but an end in order is never taken back. */
    private synchronized void seen(Pod pod, boolean gone) {
        String node = pod.getSpec().getNodeName();
        if (node == null) {
            return;
        }
        Optional<Integer> code = exitCode(pod);
        End end = code.map(value -> value == 0 ? End.IN_ORDER : End.OTHERWISE)
                .orElse(gone && hasStarted(pod) ? End.OTHERWISE : gone ? End.IN_ORDER : End.NOT_YET);
        ends.merge(node, end, (before, now) -> before == End.IN_ORDER || now == End.NOT_YET ? before : now);
    }

    private static Optional<Integer> exitCode(Pod pod) {
        return statuses(pod).stream()
                .map(status ->
                        status.getState() == null ? null : status.getState().getTerminated())
                .filter(Objects::nonNull)
                .map(ContainerStateTerminated::getExitCode)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static boolean hasStarted(Pod pod) {
        return statuses(pod).stream().anyMatch(status -> status.getContainerID() != null);
    }

    private static List<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
    }

    /** How many agents there were. */
    synchronized int number() {
        return ends.size();
    }

    /**
     * The nodes whose agents did not end in order.
     *
     * @param pending whether those that have not ended at all are meant, too
     */
    synchronized List<String> unconfirmed(boolean pending) {
        return ends.entrySet().stream()
                .filter(entry -> entry.getValue() == End.OTHERWISE || (pending && entry.getValue() == End.NOT_YET))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void close() {
        watch.ifPresent(Watch::close);
    }
}
