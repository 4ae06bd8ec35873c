@NullMarked
package io.sublet.manager.console;

import org.jspecify.annotations.NullMarked;
