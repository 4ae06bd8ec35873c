/** What stands in the way of colocation. Pure. */
@NullMarked
package io.sublet.cli.check;

import org.jspecify.annotations.NullMarked;
