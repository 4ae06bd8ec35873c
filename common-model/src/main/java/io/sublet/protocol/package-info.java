/** The wire protocol: names, and one codec per annotation or document. Compatible with Koordinator v1.8. */
@NullMarked
package io.sublet.protocol;

import org.jspecify.annotations.NullMarked;
