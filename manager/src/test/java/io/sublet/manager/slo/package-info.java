@NullMarked
package io.sublet.manager.slo;

import org.jspecify.annotations.NullMarked;
