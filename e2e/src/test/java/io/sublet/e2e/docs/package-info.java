@NullMarked
package io.sublet.e2e.docs;

import org.jspecify.annotations.NullMarked;
