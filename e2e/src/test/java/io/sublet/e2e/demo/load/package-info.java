@NullMarked
package io.sublet.e2e.demo.load;

import org.jspecify.annotations.NullMarked;
