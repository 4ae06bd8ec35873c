/** One class per subcommand; each reads its options, calls the package that does the work and prints the result. */
@NullMarked
package io.sublet.e2e.command;

import org.jspecify.annotations.NullMarked;
