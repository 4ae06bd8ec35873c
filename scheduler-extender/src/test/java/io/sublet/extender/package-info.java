@NullMarked
package io.sublet.extender;

import org.jspecify.annotations.NullMarked;
