@NullMarked
package io.sublet.e2e.monitoring;

import org.jspecify.annotations.NullMarked;
