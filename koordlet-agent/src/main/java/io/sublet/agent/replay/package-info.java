/** Observations on disk, and what would have been decided on them under other rules. */
@NullMarked
package io.sublet.agent.replay;

import org.jspecify.annotations.NullMarked;
