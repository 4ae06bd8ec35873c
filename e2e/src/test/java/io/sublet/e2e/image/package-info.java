@NullMarked
package io.sublet.e2e.image;

import org.jspecify.annotations.NullMarked;
