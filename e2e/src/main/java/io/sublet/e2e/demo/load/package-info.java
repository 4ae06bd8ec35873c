/**
 * The load of the demonstration: an online service, batch work, and a client that keeps its pace whatever the service
 * does. It is an image of its own and so depends on the JDK alone.
 */
@NullMarked
package io.sublet.e2e.demo.load;

import org.jspecify.annotations.NullMarked;
