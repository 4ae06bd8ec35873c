/** The Helm chart: packaged from charts/sublet and the custom resource definitions, checked, and installed. */
@NullMarked
package io.sublet.e2e.chart;

import org.jspecify.annotations.NullMarked;
