@NullMarked
package io.sublet.cli.config;

import org.jspecify.annotations.NullMarked;
