/** What the knobs of pods' and containers' groups stand at, as far as policies may set them. */
@NullMarked
package io.sublet.agent.observe.knob;

import org.jspecify.annotations.NullMarked;
