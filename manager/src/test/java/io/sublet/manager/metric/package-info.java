@NullMarked
package io.sublet.manager.metric;

import org.jspecify.annotations.NullMarked;
