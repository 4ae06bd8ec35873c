package io.sublet.agent.observe.process;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.protocol.Annotations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads how readily the out-of-memory killer takes the processes of those pods that ask for something there, every ten seconds. */
public final class OomScoresReader {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final CgroupFs cgroups;

    public OomScoresReader(CgroupFs cgroups) {
        this.cgroups = cgroups;
    }

    /** Whether a pod asks for something. */
    public static boolean isAsked(PodObservation pod) {
        Map<String, String> annotations = pod.pod().marks().annotations();
        return annotations.containsKey(Annotations.OOM_SCORE_ADJ)
                || annotations.containsKey(Annotations.OOM_SCORE_ADJ_SPEC);
    }

    /** Scores by process, by container's group; nothing unless they were looked at in this tick. */
    public Map<CgroupPath, Map<String, Long>> read(List<PodObservation> pods, Beat beat) {
        if (beat.number() % beat.every(PERIOD) != 0) {
            return Map.of();
        }
        Map<CgroupPath, Map<String, Long>> scores = new HashMap<>();
        for (PodObservation pod : pods) {
            if (isAsked(pod)) {
                pod.containers().forEach(container -> scores.put(container.cgroup(), scores(container.cgroup())));
            }
        }
        return scores;
    }

    private Map<String, Long> scores(CgroupPath container) {
        Map<String, Long> scores = new TreeMap<>();
        cgroups.members(container, Knob.PROCESSES).stream()
                // Those of another PID namespace are shown as 0.
                .filter(process -> process.matches("[1-9][0-9]{0,9}"))
                .forEach(process -> cgroups.value(new CgroupPath(process), Knob.OOM_SCORE_ADJ)
                        .toOptional()
                        .ifPresent(value -> {
                            if (value instanceof KnobValue.Whole(long score)) {
                                scores.put(process, score);
                            }
                        }));
        return scores;
    }
}
