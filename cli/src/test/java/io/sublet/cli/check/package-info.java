@NullMarked
package io.sublet.cli.check;

import org.jspecify.annotations.NullMarked;
