/** Binding pods to nodes with their CPUs: who may, how, and what becomes of it when the API server is slow or away. */
@NullMarked
package io.sublet.extender.bind;

import org.jspecify.annotations.NullMarked;
