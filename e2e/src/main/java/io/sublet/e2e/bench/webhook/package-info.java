/** The webhook under load: its packaged program as a process of its own, called as an API server calls it. */
@NullMarked
package io.sublet.e2e.bench.webhook;

import org.jspecify.annotations.NullMarked;
