/** What is to be done, as a pure function of what was observed; one package per policy. */
@NullMarked
package io.sublet.agent.decide;

import org.jspecify.annotations.NullMarked;
