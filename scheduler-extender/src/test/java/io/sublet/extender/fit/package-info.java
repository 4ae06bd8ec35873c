@NullMarked
package io.sublet.extender.fit;

import org.jspecify.annotations.NullMarked;
