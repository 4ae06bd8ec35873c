/** The policy of one node, with every default merged in. */
@NullMarked
package io.sublet.model.slo;

import org.jspecify.annotations.NullMarked;
