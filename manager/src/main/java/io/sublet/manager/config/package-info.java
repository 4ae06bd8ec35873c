/** The configuration in force. */
@NullMarked
package io.sublet.manager.config;

import org.jspecify.annotations.NullMarked;
