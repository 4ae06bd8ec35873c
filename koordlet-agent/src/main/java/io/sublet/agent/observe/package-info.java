/** From files to one immutable observation per tick. */
@NullMarked
package io.sublet.agent.observe;

import org.jspecify.annotations.NullMarked;
