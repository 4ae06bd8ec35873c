/** The API server through the client library: credentials, connection, proxied requests. */
@NullMarked
package io.sublet.cli.kube;

import org.jspecify.annotations.NullMarked;
