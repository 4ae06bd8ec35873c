/** Minutes of samples in ring buffers, and the reports made of them. */
@NullMarked
package io.sublet.agent.history;

import org.jspecify.annotations.NullMarked;
