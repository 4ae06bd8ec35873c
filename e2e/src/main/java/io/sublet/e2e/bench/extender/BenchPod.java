package io.sublet.e2e.bench.extender;

import io.sublet.e2e.bench.extender.BenchNode.Used;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One pod of a seeded mix.
 *
 * @param asked its requests; its limits are twice that
 * @param used what it really uses, which nobody knows before it runs
 */
record BenchPod(String name, Used asked, Used used) {
    /** As large as a Deployment's pods with a sidecar, probes and mounts are when they come to a scheduler. */
    private static final String FILLING = """
            "env":[%s],"volumeMounts":[{"mountPath":"/etc/config","name":"config","readOnly":true},\
            {"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","name":"token","readOnly":true}],\
            "readinessProbe":{"httpGet":{"path":"/healthz","port":8080},"periodSeconds":10},\
            "livenessProbe":{"httpGet":{"path":"/healthz","port":8080},"periodSeconds":10},""".formatted(String.join(",", environment()));

    private static List<String> environment() {
        List<String> variables = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            variables.add(
                    "{\"name\":\"SERVICE_SETTING_" + i + "\",\"value\":\"some-value-of-usual-length-" + i + "\"}");
        }
        return variables;
    }

    /** A mix in which requests say little about usage, as in practice. The same seed gives the same mix. */
    static List<BenchPod> mix(long seed, int count, String prefix) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] cpus = {250, 500, 1000, 2000, 4000};
        List<BenchPod> pods = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Used asked = new Used(cpus[random.nextInt(cpus.length)], (1L << 28) << random.nextInt(5));
            double share = random.nextDouble() < 0.7 ? random.nextDouble(0.05, 0.4) : random.nextDouble(0.6, 1.8);
            pods.add(new BenchPod(
                    String.format(Locale.ROOT, "%s-%05d", prefix, i),
                    asked,
                    new Used(
                            Math.round(asked.milliCpu() * share),
                            Math.round(asked.bytes() * random.nextDouble(0.3, 1)))));
        }
        return pods;
    }

    String document() {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default",\
                "labels":{"app":"bench","koordinator.sh/qosClass":"LS","pod-template-hash":"7c9f8d5b4"}},\
                "spec":{"schedulerName":"koord-scheduler","terminationGracePeriodSeconds":0,\
                "automountServiceAccountToken":false,"tolerations":[{"operator":"Exists"}],\
                "volumes":[{"name":"config","emptyDir":{}},{"name":"token","emptyDir":{}}],\
                "containers":[{"name":"main","image":"registry.example.com/team/service:1.2.3",%s\
                "resources":{"requests":{"cpu":"%dm","memory":"%d"},"limits":{"cpu":"%dm","memory":"%d"}}}]}}""".formatted(name, FILLING, asked.milliCpu(), asked.bytes(), 2 * asked.milliCpu(), 2 * asked.bytes());
    }
}
