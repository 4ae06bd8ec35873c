@NullMarked
package io.sublet.manager.kube;

import org.jspecify.annotations.NullMarked;
