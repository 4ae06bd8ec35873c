/** What the manager knows of the cluster: small records, kept current by the informers. */
@NullMarked
package io.sublet.manager.view;

import org.jspecify.annotations.NullMarked;
