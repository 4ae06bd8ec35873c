/** The ConfigMap that rules the cluster: parsed, validated as a whole, and resolved for one node. */
@NullMarked
package io.sublet.manager.config;

import org.jspecify.annotations.NullMarked;
