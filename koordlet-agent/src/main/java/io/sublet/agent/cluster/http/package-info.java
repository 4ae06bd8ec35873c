/** The API server over HTTP: lists, watches, patches; streaming, without a typed client. */
@NullMarked
package io.sublet.agent.cluster.http;

import org.jspecify.annotations.NullMarked;
