/** What online pods feel of others, and what batch pods use meanwhile, by windows of time. */
@NullMarked
package io.sublet.agent.observe.signal;

import org.jspecify.annotations.NullMarked;
