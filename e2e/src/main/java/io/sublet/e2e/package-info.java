/** The cluster under test, the images, the demonstration and the black-box tests. */
@NullMarked
package io.sublet.e2e;

import org.jspecify.annotations.NullMarked;
