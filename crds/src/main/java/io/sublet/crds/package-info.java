/** Custom resources as the API server holds them, and the mappers between them and the values of the common model. */
@NullMarked
package io.sublet.crds;

import org.jspecify.annotations.NullMarked;
