@NullMarked
package io.sublet.cli.command;

import org.jspecify.annotations.NullMarked;
