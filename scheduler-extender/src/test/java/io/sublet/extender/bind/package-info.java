@NullMarked
package io.sublet.extender.bind;

import org.jspecify.annotations.NullMarked;
