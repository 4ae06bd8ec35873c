package io.sublet.agent.decide.limits;

import io.sublet.agent.cluster.ContainerView;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What a pod's group has to hold of what its containers ask for: main containers and sidecars together, or an init container beside
 * the sidecars started before it, whichever is more.
 *
 * @param amount of a container, by its name
 */
record Sum<T>(
        List<ContainerView> containers,
        Function<String, Optional<T>> amount,
        BinaryOperator<T> plus,
        BinaryOperator<T> max) {
    /** What is asked for; a container that asks for nothing adds nothing. */
    Optional<T> ofAny() {
        return total(false);
    }

    /** As {@link #ofAny}, but empty as soon as one container that keeps running asks for nothing. */
    Optional<T> ofEach() {
        return total(true);
    }

    private Optional<T> total(boolean each) {
        Optional<T> running = Optional.empty();
        Optional<T> sidecars = Optional.empty();
        Optional<T> starting = Optional.empty();
        for (ContainerView container : containers) {
            Optional<T> own = amount.apply(container.name());
            switch (container.kind()) {
                case MAIN -> running = join(running, own, plus);
                case SIDECAR -> {
                    running = join(running, own, plus);
                    sidecars = join(sidecars, own, plus);
                }
                case INIT -> starting = join(starting, own.isEmpty() ? own : join(sidecars, own, plus), max);
                case EPHEMERAL -> {}
            }
            boolean keepsRunning =
                    container.kind() == ContainerView.Kind.MAIN || container.kind() == ContainerView.Kind.SIDECAR;
            if (each && keepsRunning && own.isEmpty()) {
                return Optional.empty();
            }
        }
        return join(running, starting, max);
    }

    private static <T> Optional<T> join(Optional<T> one, Optional<T> other, BinaryOperator<T> operator) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(operator.apply(one.get(), other.get()))
                : one.or(() -> other);
    }
}
