@NullMarked
package io.sublet.manager.http;

import org.jspecify.annotations.NullMarked;
