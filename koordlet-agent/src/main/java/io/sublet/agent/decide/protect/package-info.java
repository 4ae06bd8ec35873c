/** The rules that protect online pods by what these feel, and the knobs of best effort that several of them bear upon. */
@NullMarked
package io.sublet.agent.decide.protect;

import org.jspecify.annotations.NullMarked;
