package io.sublet.e2e.cluster.local;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a real node is in the cluster's networks, which exist only inside the cluster's network namespaces.
 *
 * @param index from 1
 */
record NodeAddress(int index) {
    static final String CONTROL_PLANE = "10.250.0.1";
    static final String SERVICES = "10.96.0.0/16";
    /** The first address of the services' network, which is always the API server's. */
    static final String API_SERVICE = "10.96.0.1";

    static final String PODS = "10.244.0.0/16";

    static List<NodeAddress> first(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(NodeAddress::new).toList();
    }

    /** The node with that name. */
    static NodeAddress of(String name) {
        return new NodeAddress(Integer.parseInt(name.substring(name.indexOf('-') + 1)));
    }

    String name() {
        return "node-" + index;
    }

    String address() {
        return "10.250.0." + (10 + index);
    }

    String podNetwork() {
        return "10.244." + index + ".0/24";
    }

    /** The node's end of its cable on the control plane's bridge. */
    String cable() {
        return "cable-" + index;
    }
}
