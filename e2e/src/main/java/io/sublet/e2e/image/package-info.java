/**
 * Container images made from nothing but this project, the JDK that builds it and the C library under that JDK: no
 * registry, no base image, no container engine.
 */
@NullMarked
package io.sublet.e2e.image;

import org.jspecify.annotations.NullMarked;
