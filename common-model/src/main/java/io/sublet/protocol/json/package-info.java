/** Small JSON documents as plain trees, read and written by streaming. */
@NullMarked
package io.sublet.protocol.json;

import org.jspecify.annotations.NullMarked;
