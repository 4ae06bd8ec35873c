/** The scheduler extender: snapshot, rank, reply. */
@NullMarked
package io.sublet.extender;

import org.jspecify.annotations.NullMarked;
