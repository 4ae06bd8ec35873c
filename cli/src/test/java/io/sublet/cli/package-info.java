@NullMarked
package io.sublet.cli;

import org.jspecify.annotations.NullMarked;
