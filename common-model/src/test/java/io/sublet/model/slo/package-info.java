@NullMarked
package io.sublet.model.slo;

import org.jspecify.annotations.NullMarked;
