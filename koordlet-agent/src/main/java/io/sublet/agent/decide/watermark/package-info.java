/** Rules of the cluster's operator: when a number passes a mark, the node closes, throttles or evicts, and withdraws that later. */
@NullMarked
package io.sublet.agent.decide.watermark;

import org.jspecify.annotations.NullMarked;
