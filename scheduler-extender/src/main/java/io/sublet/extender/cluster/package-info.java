/** The API server: watches nodes, pods and usage reports, and keeps small records of them. */
@NullMarked
package io.sublet.extender.cluster;

import org.jspecify.annotations.NullMarked;
