@NullMarked
package io.sublet.e2e.chart;

import org.jspecify.annotations.NullMarked;
