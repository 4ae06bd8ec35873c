/** The TLS server that the API server calls, and the call that it makes to itself before it says that it is ready. */
@NullMarked
package io.sublet.webhook.http;

import org.jspecify.annotations.NullMarked;
