package io.sublet.agent.metrics;

import io.sublet.agent.act.WriteTimes;
import java.util.List;
import java.util.function.Supplier;

/** How long writes to the kernel take, under koordlet's name. Without the node among its labels, as there. */
public final class KoordletWriteSeries implements MetricSource {
    private final Supplier<List<WriteTimes.Count>> counts;

    public KoordletWriteSeries(Supplier<List<WriteTimes.Count>> counts) {
        this.counts = counts;
    }

    @Override
    public void write(Exposition out) {
        out.family(
                "koordlet_resource_update_duration_milliseconds",
                Exposition.Type.HISTOGRAM,
                "time duration of resource update such as cgroup files");
        for (WriteTimes.Count count : counts.get()) {
            String type = count.kind() == WriteTimes.Kind.CGROUP ? "cgroup" : "default";
            String status = count.done() ? "success" : "failed";
            List<Double> bounds = WriteTimes.bounds();
            for (int i = 0; i < bounds.size(); i++) {
                bucket(out, count.upTo().get(i), type, status, Exposition.number(bounds.get(i)));
            }
            bucket(out, count.all(), type, status, "+Inf");
            out.line("_sum", count.millis(), "type", type, "status", status)
                    .line("_count", count.all(), "type", type, "status", status);
        }
    }

    private static void bucket(Exposition out, long writes, String type, String status, String bound) {
        out.line("_bucket", writes, "type", type, "status", status, "le", bound);
    }
}
