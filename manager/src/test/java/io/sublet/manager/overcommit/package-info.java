@NullMarked
package io.sublet.manager.overcommit;

import org.jspecify.annotations.NullMarked;
