/** What one control group uses, is held back and waits for: readers that keep their files open, and what they read as values. */
@NullMarked
package io.sublet.agent.observe.group;

import org.jspecify.annotations.NullMarked;
