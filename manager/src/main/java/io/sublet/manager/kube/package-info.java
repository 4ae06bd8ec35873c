/** The only package that talks to the API server: informers in, patches and events out. */
@NullMarked
package io.sublet.manager.kube;

import org.jspecify.annotations.NullMarked;
