/** What the tests of all modules share; the other modules take it from this module's test jar. */
@NullMarked
package io.sublet.testing;

import org.jspecify.annotations.NullMarked;
