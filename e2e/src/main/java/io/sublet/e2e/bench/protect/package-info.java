/**
 * What batch costs an online service on a real node, arm by arm: alone, uncontrolled, under Sublet, and under Sublet without one of its
 * mechanisms.
 */
@NullMarked
package io.sublet.e2e.bench.protect;

import org.jspecify.annotations.NullMarked;
