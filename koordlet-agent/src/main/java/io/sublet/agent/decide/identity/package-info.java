/** How soon pods of each class run, on kernels that know of group identity. */
@NullMarked
package io.sublet.agent.decide.identity;

import org.jspecify.annotations.NullMarked;
