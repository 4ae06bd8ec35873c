/** Finds out which batch pod makes an online pod suffer, and takes from it until that ends. */
@NullMarked
package io.sublet.agent.decide.interference;

import org.jspecify.annotations.NullMarked;
