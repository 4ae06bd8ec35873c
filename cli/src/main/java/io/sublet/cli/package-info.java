/** The kubectl plugin: what the cluster does with colocation, and why. */
@NullMarked
package io.sublet.cli;

import org.jspecify.annotations.NullMarked;
