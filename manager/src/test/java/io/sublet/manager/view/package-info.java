@NullMarked
package io.sublet.manager.view;

import org.jspecify.annotations.NullMarked;
