/** Why the agent did what it did, and what this kernel lets it do. */
@NullMarked
package io.sublet.agent.explain;

import org.jspecify.annotations.NullMarked;
