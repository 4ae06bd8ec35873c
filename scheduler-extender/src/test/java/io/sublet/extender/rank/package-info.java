@NullMarked
package io.sublet.extender.rank;

import org.jspecify.annotations.NullMarked;
