@NullMarked
package io.sublet.extender.reply;

import org.jspecify.annotations.NullMarked;
