/** What pods of the colocation tiers may use, by the resources that they ask for. */
@NullMarked
package io.sublet.agent.decide.limits;

import org.jspecify.annotations.NullMarked;
