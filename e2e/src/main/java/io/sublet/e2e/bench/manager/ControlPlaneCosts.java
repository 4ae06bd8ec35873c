package io.sublet.e2e.bench.manager;

import io.sublet.e2e.bench.measure.MeasuredProcess;

/** Processor time of the control plane's programs that this one has started, in seconds. */
record ControlPlaneCosts(double apiServer, double etcd) {
    /** Since their start. */
    static ControlPlaneCosts now() {
        return new ControlPlaneCosts(seconds("kube-apiserver"), seconds("etcd"));
    }

    private static double seconds(String program) {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> child.info()
                        .command()
                        .filter(path -> path.endsWith("/" + program))
                        .isPresent())
                .mapToDouble(child -> new MeasuredProcess(child.pid()).wholeCpuMillis() / 1000)
                .sum();
    }

    /** From then until now. */
    ControlPlaneCosts since() {
        ControlPlaneCosts now = now();
        return new ControlPlaneCosts(now.apiServer - apiServer, now.etcd - etcd);
    }
}
