/** Following the objects of a kind: a list, then a watch from where the list ended, for as long as the process lives. */
@NullMarked
package io.sublet.manager.kube.watch;

import org.jspecify.annotations.NullMarked;
