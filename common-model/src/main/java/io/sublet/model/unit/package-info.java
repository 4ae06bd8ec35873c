/** Units as types: a raw number never crosses a method boundary without one. */
@NullMarked
package io.sublet.model.unit;

import org.jspecify.annotations.NullMarked;
