/** The wire form of the scheduler's questions and the answers to them. */
@NullMarked
package io.sublet.extender.reply;

import org.jspecify.annotations.NullMarked;
