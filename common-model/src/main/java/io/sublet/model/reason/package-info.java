/** Why something was done or not done; one object for log, event, metric and API. */
@NullMarked
package io.sublet.model.reason;

import org.jspecify.annotations.NullMarked;
