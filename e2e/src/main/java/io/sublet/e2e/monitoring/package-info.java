/** Prometheus with the chart's rules, and Grafana's dashboards. */
@NullMarked
package io.sublet.e2e.monitoring;

import org.jspecify.annotations.NullMarked;
