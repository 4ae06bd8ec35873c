@NullMarked
package io.sublet.cli.observe;

import org.jspecify.annotations.NullMarked;
