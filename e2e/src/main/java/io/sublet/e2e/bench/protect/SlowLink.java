package io.sublet.e2e.bench.protect;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.e2e.demo.load.LoadMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A link of 100 Mbit/s between the node and the rest, with somebody at its other end to whom batch can send. A virtual cable has no speed of
 * its own; so while the agent does not shape what leaves the node, a token bucket on the node's device stands for the link, first in, first out. The agent's
 * classes, which have the same rate, take its place: a device has one root. All of it is in the node's own network namespace.
 */
final class SlowLink implements AutoCloseable {
    static final String RATE_QUANTITY = "100M";
    private static final String RATE = "100mbit";
    private static final String ADDRESS = "10.250.0.1";
    private static final int PORT = 5201;

    /** Where batch sends to. */
    static final String SINK = ADDRESS + ":" + PORT;

    private final NodeAccess node;
    private final String device;
    private final Process sink;

    private SlowLink(NodeAccess node, String device, Process sink) {
        this.node = node;
        this.device = device;
        this.sink = sink;
    }

    static SlowLink of(ClusterUnderTest cluster, NodeAccess node) {
        String route = run(node, "ip", "-o", "route", "show", "default");
        String[] words = route.strip().split(" +", -1);
        // default via ADDRESS dev DEVICE …
        if (words.length < 5 || !words[2].equals(ADDRESS)) {
            throw new ClusterException("the node's way out is not by " + ADDRESS + ": " + route);
        }
        try {
            Process sink = cluster.controlPlaneNetwork()
                    .orThrow()
                    .command(ProcessEnd.withThisProgram(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xmx32m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LoadMain.class.getName(),
                            "sink",
                            "--address=" + ADDRESS,
                            "--port=" + PORT)))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new SlowLink(node, words[4], sink);
        } catch (IOException e) {
            throw new ClusterException("the sink cannot be started", e);
        }
    }

    /** Makes the link slow by itself. */
    void narrow() {
        run(
                node, "tc", "qdisc", "replace", "dev", device, "root", "handle", "7:", "tbf", "rate", RATE, "burst",
                "128kb", "latency", "50ms");
    }

    /** Leaves it to the agent. */
    void widen() {
        if (queues().contains("tbf 7:")) {
            run(node, "tc", "qdisc", "del", "dev", device, "root");
        }
    }

    /** Whether the agent's classes are on the device. */
    boolean hasClasses() {
        return queues().contains("htb");
    }

    private String queues() {
        return run(node, "tc", "qdisc", "show", "dev", device);
    }

    private static String run(NodeAccess node, String... command) {
        try {
            Process process = node.network()
                    .command(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ClusterException(String.join(" ", command) + " failed: " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new ClusterException("cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    @Override
    public void close() {
        ProcessEnd.await(sink);
        widen();
    }
}
