/** How JSON values are held by the typed resources. */
@NullMarked
package io.sublet.crds.json;

import org.jspecify.annotations.NullMarked;
