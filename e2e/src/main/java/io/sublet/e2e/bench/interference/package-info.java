/** How well the agent names antagonists on nodes whose truth is known. */
@NullMarked
package io.sublet.e2e.bench.interference;

import org.jspecify.annotations.NullMarked;
