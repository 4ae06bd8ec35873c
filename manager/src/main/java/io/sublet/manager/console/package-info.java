/** What the console shows: the cluster now, and over the last hours. Pure, but for the ring that keeps the minutes. */
@NullMarked
package io.sublet.manager.console;

import org.jspecify.annotations.NullMarked;
