/** Reads what a command needs from the cluster into values. */
@NullMarked
package io.sublet.cli.observe;

import org.jspecify.annotations.NullMarked;
