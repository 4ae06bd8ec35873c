/** CPU and memory together. */
@NullMarked
package io.sublet.model.resource;

import org.jspecify.annotations.NullMarked;
