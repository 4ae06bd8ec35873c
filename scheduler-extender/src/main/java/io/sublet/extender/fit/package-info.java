/** What can be told from memory of the scheduler's own filters, for explanations: pure. */
@NullMarked
package io.sublet.extender.fit;

import org.jspecify.annotations.NullMarked;
