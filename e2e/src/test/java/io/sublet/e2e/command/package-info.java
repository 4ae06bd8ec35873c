@NullMarked
package io.sublet.e2e.command;

import org.jspecify.annotations.NullMarked;
