/** What the node agent costs. */
@NullMarked
package io.sublet.e2e.bench.agent;

import org.jspecify.annotations.NullMarked;
