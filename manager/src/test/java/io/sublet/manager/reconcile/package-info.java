@NullMarked
package io.sublet.manager.reconcile;

import org.jspecify.annotations.NullMarked;
