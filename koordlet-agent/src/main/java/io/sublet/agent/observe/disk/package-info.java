/** Which block devices the names that people write mean. */
@NullMarked
package io.sublet.agent.observe.disk;

import org.jspecify.annotations.NullMarked;
