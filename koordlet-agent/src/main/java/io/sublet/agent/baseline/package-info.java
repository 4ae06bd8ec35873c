/** What is usual of workloads: learned by the hour of the day, kept over restarts. */
@NullMarked
package io.sublet.agent.baseline;

import org.jspecify.annotations.NullMarked;
