/** The agent's own HTTP endpoints. */
@NullMarked
package io.sublet.agent.http;

import org.jspecify.annotations.NullMarked;
