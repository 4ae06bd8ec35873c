@NullMarked
package io.sublet.cli.render;

import org.jspecify.annotations.NullMarked;
