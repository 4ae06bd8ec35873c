@NullMarked
package io.sublet.e2e.install;

import org.jspecify.annotations.NullMarked;
