/** What the configuration means, for one node and for all. Pure. */
@NullMarked
package io.sublet.cli.config;

import org.jspecify.annotations.NullMarked;
