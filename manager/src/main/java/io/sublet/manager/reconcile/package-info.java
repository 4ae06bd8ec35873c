/** What a reconciler is, and what it and its writes answer. */
@NullMarked
package io.sublet.manager.reconcile;

import org.jspecify.annotations.NullMarked;
