/** Questions of people about what admission would do, answered by the code that does it. */
@NullMarked
package io.sublet.webhook.explain;

import org.jspecify.annotations.NullMarked;
