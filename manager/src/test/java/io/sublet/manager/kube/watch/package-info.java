@NullMarked
package io.sublet.manager.kube.watch;

import org.jspecify.annotations.NullMarked;
