@NullMarked
package io.sublet.manager.podqos;

import org.jspecify.annotations.NullMarked;
