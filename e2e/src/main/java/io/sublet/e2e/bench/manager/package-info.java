/** What the manager costs: a real API server, or a stand-in that costs the machine little, with many nodes that report. */
@NullMarked
package io.sublet.e2e.bench.manager;

import org.jspecify.annotations.NullMarked;
