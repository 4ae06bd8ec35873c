package io.sublet.crds.config;

import java.util.List;
import java.util.Optional;

/** What became of one key of the ConfigMap. */
public sealed interface KeyResult<T> {
    /** What its author should look at, though nothing is refused for it. */
    List<Violation> warnings();

    /** Why it cannot be used; empty if it can. */
    List<Violation> violations();

    /** What it says, if it can be used. */
    Optional<T> value();

    /** It can be used. */
    record Accepted<T>(T content, List<Violation> warnings) implements KeyResult<T> {
        public Accepted {
            warnings = List.copyOf(warnings);
        }

        @Override
        public List<Violation> violations() {
            return List.of();
        }

        @Override
        public Optional<T> value() {
            return Optional.of(content);
        }
    }

    /** Something in it cannot be used, so none of it is. */
    record Rejected<T>(List<Violation> violations, List<Violation> warnings) implements KeyResult<T> {
        public Rejected {
            violations = List.copyOf(violations);
            warnings = List.copyOf(warnings);
        }

        @Override
        public Optional<T> value() {
            return Optional.empty();
        }
    }
}
