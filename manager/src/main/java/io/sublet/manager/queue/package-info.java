/** The work queue and the threads that empty it. */
@NullMarked
package io.sublet.manager.queue;

import org.jspecify.annotations.NullMarked;
