@NullMarked
package io.sublet.e2e.thread;

import org.jspecify.annotations.NullMarked;
