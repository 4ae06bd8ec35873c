/** The scheduler with and without the extender: the packaged extender and a stock kube-scheduler as processes of their own. */
@NullMarked
package io.sublet.e2e.bench.extender;

import org.jspecify.annotations.NullMarked;
