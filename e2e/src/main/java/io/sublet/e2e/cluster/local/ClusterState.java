package io.sublet.e2e.cluster.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sublet.e2e.cluster.ClusterException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record of a cluster: what it is called, what was asked for and how it is reached. It is written before anything
 * is started, and {@code ready} only at the end, so that a half-finished start is known as one.
 *
 * @param id short name of the cluster on this machine
 * @param ready whether the start came to its end
 * @param isolated whether the control plane has namespaces of its own, and with them a forwarded port
 * @param spec what was asked for
 * @param apiPort port of the API server on 127.0.0.1
 * @param realNodes names of the nodes with a kubelet
 * @param controllersEnabled cgroup v2 controllers that the start switched on below the machine's root and the stop
 *     switches off again
 */
record ClusterState(
        String id,
        boolean ready,
        boolean isolated,
        ClusterSpec spec,
        int apiPort,
        List<String> realNodes,
        List<String> controllersEnabled) {
    static final String FORWARD = "forward";
    static final String SIMULATION = "simulation";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    ClusterState asReady() {
        return new ClusterState(id, true, isolated, spec, apiPort, realNodes, controllersEnabled);
    }

    /** Names of the records of all processes that a ready cluster has. */
    List<String> processes() {
        List<String> names = new ArrayList<>(realNodes);
        names.add(ControlPlane.NAME);
        if (isolated) {
            names.add(FORWARD);
        }
        if (spec.simulatedNodes() > 0) {
            names.add(SIMULATION);
        }
        return names;
    }

    String render() {
        return toJson(this);
    }

    static ClusterState parse(String text) {
        try {
            return JSON.readValue(text, ClusterState.class);
        } catch (JsonProcessingException e) {
            throw new ClusterException("the record of the cluster is not readable: " + e.getOriginalMessage(), e);
        }
    }

    /** The record in the state directory, if a start ever got that far. */
    static Optional<ClusterState> find(StateDirectory state) {
        return Files.exists(state.record())
                ? Optional.of(parse(StateDirectory.read(state.record())))
                : Optional.empty();
    }

    static String toJson(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record cannot be written as JSON: " + value, e);
        }
    }
}
