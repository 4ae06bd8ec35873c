/** What the manager answers over HTTP: health, and why a node is offered what it is. */
@NullMarked
package io.sublet.manager.http;

import org.jspecify.annotations.NullMarked;
