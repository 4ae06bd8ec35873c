package io.sublet.e2e.bench.manager;

import java.nio.file.Path;
import java.util.Map;

/** An API server with nodes, numbered from 0, whose agents report when they are told to. */
interface Fleet extends AutoCloseable {
    /** Who is told that a Node's status was written. */
    @FunctionalInterface
    interface Listener {
        void published(int node, long nanoTime);
    }

    /** As in the setup of figures. */
    String kind();

    int nodes();

    /** Of the API server, with all rights. */
    Path kubeconfig();

    /** Tells of each change of what a node offers, from now on. */
    void listen(Listener listener);

    /** Whether an agent knows that it is to report: it follows its NodeMetric, and asks nobody for it. */
    boolean isAsked(int node);

    /** An agent reports, if its NodeMetric exists; whether it does. */
    boolean report(int node, int load);

    /** Writes that the API server has got from the manager until now, by what was written. */
    Map<String, Long> writes();

    @Override
    void close();
}
