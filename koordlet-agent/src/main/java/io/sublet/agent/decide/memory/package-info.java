/** What the kernel keeps for pods of their memory, and what best effort gives back of its page cache. */
@NullMarked
package io.sublet.agent.decide.memory;

import org.jspecify.annotations.NullMarked;
