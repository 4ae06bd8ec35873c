/** What a person at a shell does with the project, by the commands of the documentation. */
@NullMarked
package io.sublet.e2e.operator;

import org.jspecify.annotations.NullMarked;
