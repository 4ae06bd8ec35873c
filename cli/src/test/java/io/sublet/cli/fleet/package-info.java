@NullMarked
package io.sublet.cli.fleet;

import org.jspecify.annotations.NullMarked;
