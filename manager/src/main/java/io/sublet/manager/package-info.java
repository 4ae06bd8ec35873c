/** The central controller: view, plan, apply. */
@NullMarked
package io.sublet.manager;

import org.jspecify.annotations.NullMarked;
