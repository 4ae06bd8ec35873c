@NullMarked
package io.sublet.extender.pin;

import org.jspecify.annotations.NullMarked;
