/** {@code make demo}: the story of colocation on a real node, told in numbers. */
@NullMarked
package io.sublet.e2e.demo;

import org.jspecify.annotations.NullMarked;
