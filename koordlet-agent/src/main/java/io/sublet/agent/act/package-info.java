/** The only place that changes the kernel: journalled, verified, given back on request. */
@NullMarked
package io.sublet.agent.act;

import org.jspecify.annotations.NullMarked;
