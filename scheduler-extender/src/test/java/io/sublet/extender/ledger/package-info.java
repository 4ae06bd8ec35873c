@NullMarked
package io.sublet.extender.ledger;

import org.jspecify.annotations.NullMarked;
