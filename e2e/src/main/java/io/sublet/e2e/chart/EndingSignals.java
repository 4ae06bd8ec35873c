package io.sublet.e2e.chart;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.util.Map;

/**
 * The signals by which a program is told to end. Helm is a library of Go, whose runtime takes them during an install and keeps them: Ctrl-C would
 * not end the program any more. The class that handles signals is of the module {@code jdk.unsupported} and known to no compiler that is strict.
 */
final class EndingSignals {
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private EndingSignals() {}

    /** Lets them end this program again, as they do from its start: by its shutdown hooks, with 128 and their number as its exit code. */
    static void takeBack() {
        NUMBERS.forEach(EndingSignals::takeBack);
    }

    private static void takeBack(String name, int number) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle exit = MethodHandles.insertArguments(
                    MethodHandles.lookup().findStatic(System.class, "exit", methodType(void.class, int.class)),
                    0,
                    128 + number);
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            MethodHandleProxies.asInterfaceInstance(
                                    handler, MethodHandles.dropArguments(exit, 0, signal)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the signal " + name + " cannot be handled", e);
        }
    }
}
