@NullMarked
package io.sublet.extender.cluster;

import org.jspecify.annotations.NullMarked;
