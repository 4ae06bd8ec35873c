@NullMarked
package io.sublet.manager;

import org.jspecify.annotations.NullMarked;
