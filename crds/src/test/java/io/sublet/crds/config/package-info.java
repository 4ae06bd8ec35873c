@NullMarked
package io.sublet.crds.config;

import org.jspecify.annotations.NullMarked;
