package io.sublet.e2e.bench.manager;

import io.sublet.e2e.bench.measure.MeasuredProcess;

/** A manager of nodes that runs and is measured. */
interface MeasuredProgram extends AutoCloseable {
    /** What its process has cost until now; fails if it has ended. */
    MeasuredProcess costs();

    @Override
    void close();
}
