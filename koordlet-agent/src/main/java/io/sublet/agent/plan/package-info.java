/** From the verdicts of the policies to an ordered list of writes that the kernel accepts. */
@NullMarked
package io.sublet.agent.plan;

import org.jspecify.annotations.NullMarked;
