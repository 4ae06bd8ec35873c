/** The project as it is built, brought into a cluster under test. */
@NullMarked
package io.sublet.e2e.install;

import org.jspecify.annotations.NullMarked;
