/** Who holds which CPUs of every node: by the watches, and by bindings that the watches have not shown yet. */
@NullMarked
package io.sublet.extender.ledger;

import org.jspecify.annotations.NullMarked;
