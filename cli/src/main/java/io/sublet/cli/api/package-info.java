/** The port to the API server, and what ends a command. */
@NullMarked
package io.sublet.cli.api;

import org.jspecify.annotations.NullMarked;
