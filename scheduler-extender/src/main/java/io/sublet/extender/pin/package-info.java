/** Which pods ask for CPUs of their own, and what a node says to them: pure. */
@NullMarked
package io.sublet.extender.pin;

import org.jspecify.annotations.NullMarked;
