/** How much CPU and memory of a node is offered to batch pods. */
@NullMarked
package io.sublet.manager.overcommit;

import org.jspecify.annotations.NullMarked;
