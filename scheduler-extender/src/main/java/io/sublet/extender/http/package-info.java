/** HTTP: admits or sheds a request, times it, and hands its bytes to the verbs. */
@NullMarked
package io.sublet.extender.http;

import org.jspecify.annotations.NullMarked;
