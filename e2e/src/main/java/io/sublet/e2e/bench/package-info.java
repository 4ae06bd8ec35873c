/** Measurements on a real cluster, kept as JSON lines in {@code target/bench}, and their report beside the budgets. */
@NullMarked
package io.sublet.e2e.bench;

import org.jspecify.annotations.NullMarked;
