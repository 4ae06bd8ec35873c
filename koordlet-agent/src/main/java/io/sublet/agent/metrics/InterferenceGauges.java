package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.COUNTER;
import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.decide.cache.BandwidthSignal;
import io.sublet.agent.decide.interference.Interference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Who suffers, who is treated for it, and what came of that; nothing while nobody asks for it. */
public final class InterferenceGauges implements MetricSource {
    private final Supplier<Optional<LastTick>> last;

    /** @param last empty before the first tick */
    public InterferenceGauges(Supplier<Optional<LastTick>> last) {
        this.last = last;
    }

    @Override
    public void write(Exposition out) {
        facts(Interference.NAME, Interference.NAMED).ifPresent(facts -> write(facts, out));
        facts(BandwidthSignal.NAME, BandwidthSignal.STEPS).ifPresent(facts -> writeBandwidth(facts, out));
    }

    private Optional<Map<String, Object>> facts(String policy, String required) {
        return last.get().map(LastTick::verdicts).orElse(List.of()).stream()
                .filter(verdict -> verdict.policy().equals(policy))
                .findFirst()
                .map(verdict -> verdict.reason().facts())
                .filter(facts -> facts.containsKey(required));
    }

    private static void writeBandwidth(Map<String, Object> facts, Exposition out) {
        out.family(
                        "sublet_agent_interference_bandwidth_steps",
                        GAUGE,
                        "How often best effort's part of memory bandwidth alone is halved since it keeps memory saturated; of"
                                + " this and the steps of the cache the more count")
                .sample(number(facts, BandwidthSignal.STEPS));
        out.family(
                        "sublet_agent_interference_saturated_domains",
                        GAUGE,
                        "Last-level caches behind which memory is saturated, by whomever")
                .sample(number(facts, BandwidthSignal.SATURATED));
    }

    private static void write(Map<String, Object> facts, Exposition out) {
        out.family("sublet_agent_interference_victims", GAUGE, "Online pods that are outside of their band")
                .sample(size(facts, Interference.VICTIMS));
        out.family("sublet_agent_interference_treated", GAUGE, "Antagonists under treatment")
                .sample(size(facts, Interference.CASES));
        out.family(
                        "sublet_agent_interference_cache_steps",
                        GAUGE,
                        "How often best effort's part of cache and memory bandwidth is halved")
                .sample(number(facts, Interference.CACHE_STEPS));
        out.family("sublet_agent_interference_named_total", COUNTER, "Antagonists named")
                .sample(number(facts, Interference.NAMED));
        out.family("sublet_agent_interference_helped_total", COUNTER, "Antagonists of whom a measure helped")
                .sample(number(facts, Interference.HELPED));
        out.family(
                        "sublet_agent_interference_withdrawn_total",
                        COUNTER,
                        "Antagonists of whom no measure helped, so that all were withdrawn")
                .sample(number(facts, Interference.WITHDRAWN));
    }

    private static long size(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof List<?> list ? list.size() : 0;
    }

    private static double number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
