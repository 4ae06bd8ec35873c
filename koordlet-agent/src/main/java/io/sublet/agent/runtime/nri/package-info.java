/**
 * The Node Resource Interface of container runtimes: remote calls in protobuf (ttrpc) over two logical connections on one Unix
 * socket; see the packages api and net/multiplex of github.com/containerd/nri, and github.com/containerd/ttrpc.
 */
@NullMarked
package io.sublet.agent.runtime.nri;

import org.jspecify.annotations.NullMarked;
