/** What the nodes do, as values, and what follows from them. Pure. */
@NullMarked
package io.sublet.cli.fleet;

import org.jspecify.annotations.NullMarked;
