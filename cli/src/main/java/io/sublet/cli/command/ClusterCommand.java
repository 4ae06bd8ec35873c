package io.sublet.cli.command;

import io.sublet.cli.render.View;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks a cluster and prints what it found. */
abstract class ClusterCommand implements Callable<Integer> {
    private final Surroundings here;

    @Mixin
    private final Connection connection = new Connection();

    @Mixin
    private final Format format = new Format();

    ClusterCommand(Surroundings here) {
        this.here = here;
    }

    final Surroundings here() {
        return here;
    }

    final Session open() {
        return connection.open(here);
    }

    /** Whether a person reads what is printed. */
    final boolean isText() {
        return format.isText();
    }

    final void print(View view) {
        format.print(view, here);
    }
}
