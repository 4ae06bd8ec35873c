package io.sublet.e2e.command;

import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchReport;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.bench.agent.AgentBench;
import io.sublet.e2e.bench.agent.AgentGrowthBench;
import io.sublet.e2e.bench.extender.ExtenderBench;
import io.sublet.e2e.bench.interference.InterferenceBench;
import io.sublet.e2e.bench.manager.ManagerBench;
import io.sublet.e2e.bench.protect.ProtectBench;
import io.sublet.e2e.bench.webhook.WebhookBench;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.local.Progress;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures, each benchmark on programs and clusters of its own. */
@Command(name = "bench", description = "Measure; figures go to target/bench.")
public final class BenchCommand implements Runnable {
    private static final int MOST_ROUNDS = 1000;

    /** In the order they run in. */
    static final List<Bench> BENCHES = List.of(
            new ManagerBench(),
            new WebhookBench(),
            new ExtenderBench(),
            new AgentBench(),
            new AgentGrowthBench(),
            new InterferenceBench(),
            new ProtectBench());

    @Option(names = "--bench", defaultValue = "", description = "the one to run; all but agent-growth without it")
    private String selected = "";

    @Option(names = "--rounds", defaultValue = "0", description = "how often each figure is measured; 0: as usual")
    private int rounds;

    @Option(names = "--check", description = "only say whether this can be measured, before anything is built for it")
    private boolean check;

    @Override
    public void run() {
        List<Bench> benches = select(selected);
        requireRounds(rounds);
        BenchSettings settings = new BenchSettings(System.getenv());
        benches.forEach(bench -> bench.check(settings));
        if (!check) {
            measure(benches, settings);
        }
    }

    private void measure(List<Bench> benches, BenchSettings settings) {
        Progress progress = new Progress(System.out);
        for (Bench bench : benches) {
            progress.say("bench " + bench.name());
            bench.run(settings, rounds > 0 ? rounds : bench.usualRounds(), progress);
        }
        BenchReport.print(System.out);
    }

    static void requireRounds(int rounds) {
        if (rounds < 0 || rounds > MOST_ROUNDS) {
            throw new ClusterException("ROUNDS is " + rounds + "; it can be 0 (as usual) to " + MOST_ROUNDS);
        }
    }

    /** All that need not be named, or the one with the name. */
    static List<Bench> select(String name) {
        if (name.isEmpty()) {
            return BENCHES.stream().filter(bench -> !bench.onlyByName()).toList();
        }
        List<Bench> named =
                BENCHES.stream().filter(bench -> bench.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new ClusterException("BENCH is " + name + "; it can be "
                    + BENCHES.stream().map(Bench::name).collect(Collectors.joining(", ")));
        }
        return named;
    }
}
