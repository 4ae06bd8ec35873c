/** How pods share block devices. */
@NullMarked
package io.sublet.agent.decide.disk;

import org.jspecify.annotations.NullMarked;
