@NullMarked
package io.sublet.model;

import org.jspecify.annotations.NullMarked;
