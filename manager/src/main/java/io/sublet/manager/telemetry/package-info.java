/** The manager's metrics. */
@NullMarked
package io.sublet.manager.telemetry;

import org.jspecify.annotations.NullMarked;
