package io.sublet.agent.decide.interference;

import io.sublet.agent.decide.interference.Course.Felt;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.signal.SignalKind;
import io.sublet.model.slo.InterferenceRule.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An online pod that is outside of its band.
 *
 * @param level mean of the bad windows
 * @param usual level of the last one
 * @param limit of the last one
 */
record Victim(String uid, String name, SignalKind kind, double level, double usual, double limit) {
    /** All of them, by the signal that is furthest outside; whoever suffers most comes first. */
    static List<Victim> of(List<PodObservation> pods, Course course, Detection detection) {
        List<Victim> victims = new ArrayList<>();
        for (PodObservation pod : pods) {
            if (pod.pod().active() && !pod.pod().isBestEffort()) {
                of(pod, course, detection).stream()
                        .max(Comparator.comparingDouble(Victim::excess))
                        .ifPresent(victims::add);
            }
        }
        victims.sort(Comparator.comparingDouble(Victim::excess).reversed().thenComparing(Victim::name));
        return victims;
    }

    private static List<Victim> of(PodObservation pod, Course course, Detection detection) {
        String uid = pod.pod().ref().uid();
        List<Victim> found = new ArrayList<>();
        for (SignalKind kind : SignalKind.values()) {
            List<Felt> last = course.last(uid, kind, detection.ofWindows());
            List<Felt> bad = last.stream().filter(Felt::isBad).toList();
            boolean current = !last.isEmpty()
                    && last.getLast().isBad()
                    && course.window() - last.getLast().window() < detection.ofWindows();
            if (current && bad.size() >= detection.outlierWindows()) {
                Felt latest = last.getLast();
                double level = bad.stream().mapToDouble(Felt::level).average().orElseThrow();
                found.add(new Victim(uid, pod.pod().ref().key(), kind, level, latest.usual(), latest.limit()));
            }
        }
        return found;
    }

    double excess() {
        return level / limit;
    }

    String text() {
        return name + " " + kind.text() + "=" + rounded(level) + " usual=" + rounded(usual) + " limit="
                + rounded(limit);
    }

    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
