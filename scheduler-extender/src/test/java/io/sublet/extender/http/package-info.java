@NullMarked
package io.sublet.extender.http;

import org.jspecify.annotations.NullMarked;
