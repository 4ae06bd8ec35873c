/** The ConfigMap {@code slo-controller-config}: its documents parsed, validated, merged, and resolved for one node. */
@NullMarked
package io.sublet.crds.config;

import org.jspecify.annotations.NullMarked;
