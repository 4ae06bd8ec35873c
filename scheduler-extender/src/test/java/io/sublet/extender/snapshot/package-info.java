@NullMarked
package io.sublet.extender.snapshot;

import org.jspecify.annotations.NullMarked;
