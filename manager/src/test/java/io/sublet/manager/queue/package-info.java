@NullMarked
package io.sublet.manager.queue;

import org.jspecify.annotations.NullMarked;
