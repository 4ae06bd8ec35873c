@NullMarked
package io.sublet.manager.zone;

import org.jspecify.annotations.NullMarked;
