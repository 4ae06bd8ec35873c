/** Pages for people and documents for programs. Pure. */
@NullMarked
package io.sublet.cli.render;

import org.jspecify.annotations.NullMarked;
