package io.sublet.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.PodView;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodMapperTest {
    private static PodView view(String metadata, String spec, String status) {
        return PodMapper.view(pod(metadata, spec, status), new PodSubjects()).orElseThrow();
    }

    private static JsonObject pod(String metadata, String spec, String status) {
        byte[] json = """
                {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"d","name":"p"%s},
                 "spec":{"nodeName":"n"%s},"status":{%s}}""".formatted(metadata, spec, status).getBytes(StandardCharsets.UTF_8);
        return PodMapper.FIELDS.parse(json, 0, json.length);
    }

    private static String containers(String field, String... requests) {
        StringBuilder list = new StringBuilder();
        for (String request : requests) {
            list.append(list.isEmpty() ? "" : ",").append(request);
        }
        return ",\"" + field + "\":[" + list + "]";
    }

    private static String asks(String cpu, String memory, String more) {
        return "{\"name\":\"c\",\"resources\":{\"requests\":{\"cpu\":\"" + cpu + "\",\"memory\":\"" + memory + "\"}}"
                + more + "}";
    }

    @Test
    void addsUpContainersAndOverhead() {
        String spec = containers("containers", asks("1", "1Gi", ""), asks("500m", "1Gi", ""))
                + ",\"overhead\":{\"cpu\":\"100m\",\"memory\":\"1\"}";

        assertThat(view("", spec, "").request()).isEqualTo(CpuMemory.of(1600, (2L << 30) + 1));
    }

    @Test
    void countsInitContainersBesideTheSidecarsStartedBefore() {
        String sidecar = asks("1", "10", ",\"restartPolicy\":\"Always\"");
        String spec = containers("containers", asks("2", "20", ""))
                + containers("initContainers", asks("3", "1", ""), sidecar, asks("4", "5", ""));

        assertThat(view("", spec, "").request()).isEqualTo(CpuMemory.of(5000, 30));
    }

    @Test
    void prefersWhatThePodAsksForAsAWhole() {
        String spec = containers("containers", asks("2", "20", "")) + ",\"resources\":{\"requests\":{\"cpu\":\"7\"}}";

        assertThat(view("", spec, "").request()).isEqualTo(CpuMemory.of(7000, 20));
    }

    /** Down: what it still has is not to be offered. Up: the scheduler counts it as soon as it is asked for. */
    @Test
    void aContainerThatIsResizedCountsWithTheLargestOfWhatItAsksAndHas() {
        String spec = containers("containers", asks("2", "20", ""))
                + containers(
                        "initContainers",
                        "{\"name\":\"s\",\"restartPolicy\":\"Always\",\"resources\":"
                                + "{\"requests\":{\"cpu\":\"1\"}}}");
        String has = "\"%s\":[{\"name\":\"%s\",\"allocatedResources\":{\"cpu\":\"%s\"},"
                + "\"resources\":{\"requests\":{\"cpu\":\"%s\",\"memory\":\"5\"}}}]";
        String down = has.formatted("containerStatuses", "c", "2", "6");
        String sidecarUp = has.formatted("initContainerStatuses", "s", "3", "500m");

        assertThat(view("", spec, down).request()).isEqualTo(CpuMemory.of(7000, 20));
        assertThat(view("", spec, down + "," + sidecarUp).request()).isEqualTo(CpuMemory.of(9000, 25));
        assertThat(view("", spec, has.formatted("containerStatuses", "c", "1", "1"))
                        .request())
                .as("up, not done yet")
                .isEqualTo(CpuMemory.of(3000, 20));
        String infeasible = ",\"conditions\":[{\"type\":\"PodResizePending\",\"status\":\"True\",\"reason\":\"%s\"}]";
        assertThat(view(
                                "",
                                spec,
                                has.formatted("containerStatuses", "c", "1", "1") + infeasible.formatted("Infeasible"))
                        .request())
                .as("up, and the node can never do it")
                .isEqualTo(CpuMemory.of(2000, 5));
        assertThat(view("", spec, has.formatted("containerStatuses", "c", "1", "1") + infeasible.formatted("Deferred"))
                        .request())
                .isEqualTo(CpuMemory.of(3000, 20));
        assertThat(view("", spec, "\"containerStatuses\":[{\"name\":\"c\",\"allocatedResources\":{\"cpu\":\"9\"}}]")
                        .request())
                .as("a kubelet that does not say what it runs with")
                .isEqualTo(CpuMemory.of(3000, 20));
    }

    @Test
    void countsMidResourcesWhichAreOfTheSameMachine() {
        String spec = ",\"containers\":[{\"name\":\"c\",\"resources\":{\"requests\":"
                + "{\"kubernetes.io/mid-cpu\":\"2k\",\"kubernetes.io/mid-memory\":\"5\","
                + "\"kubernetes.io/batch-cpu\":\"9k\"}}}]";

        assertThat(view("", spec, "").request()).isEqualTo(CpuMemory.of(2000, 5));
    }

    @Test
    void takesARequestOutOfRangeForVeryMuch() {
        String spec = containers("containers", asks("9E", "1", ""), asks("9E", "1", ""));

        assertThat(view("", spec, "").request().cpu().value()).isEqualTo(2L << 53);
    }

    @Test
    void countsAPodOfWhichHundredsOfContainersAskForTooMuch() {
        String[] many = new String[1500];
        Arrays.fill(many, asks("9E", "9E", ""));
        String spec = containers("containers", many) + containers("initContainers", many);

        assertThat(view("", spec, "").request()).isEqualTo(CpuMemory.of(1L << 60, 1L << 60));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "LS, -, -, -, LS, PROD",
                "BE, -, -, -, BE, BATCH",
                "LSE, -, -, -, LSE, PROD",
                "other, -, -, BestEffort, BE, BATCH",
                "-, -, 9500, BestEffort, BE, PROD",
                "-, -, 7000, Burstable, LS, MID",
                "-, -, 0, Burstable, LS, PROD",
                "-, koord-free, 9500, Guaranteed, LSR, FREE",
                "-, unknown, 5500, Guaranteed, LSR, PROD",
                "-, -, -, -, BE, BATCH",
            })
    void findsClassesWithTheirDefaults(
            String qos, String label, String priority, String kubeQos, QosClass expectedQos, PriorityClass expected) {
        String labels = (qos == null ? "" : "\"koordinator.sh/qosClass\":\"" + qos + "\"")
                + (qos != null && label != null ? "," : "")
                + (label == null ? "" : "\"koordinator.sh/priority-class\":\"" + label + "\"");
        PodView view = view(
                ",\"labels\":{" + labels + "}",
                containers("containers", "{\"name\":\"c\"}") + (priority == null ? "" : ",\"priority\":" + priority),
                kubeQos == null ? "" : "\"qosClass\":\"" + kubeQos + "\"");

        assertThat(view.qos()).isEqualTo(expectedQos);
        assertThat(view.priority()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Succeeded, false", "Failed, false", "Running, true", "Pending, true"})
    void forgetsPodsThatHaveEnded(String phase, boolean counts) {
        assertThat(PodMapper.view(
                                pod("", containers("containers", "{\"name\":\"c\"}"), "\"phase\":\"" + phase + "\""),
                                new PodSubjects())
                        .isPresent())
                .isEqualTo(counts);
    }

    @Test
    void knowsOnWhichNumaNodesTheSchedulerPlacedIt() {
        String status = ",\"annotations\":{\"scheduling.koordinator.sh/resource-status\":\"%s\"}";
        String placed = "{\\\"numaNodeResources\\\":[{\\\"node\\\":1},{\\\"node\\\":1},{\\\"node\\\":0}]}";

        assertThat(view(status.formatted(placed), "", "").numaNodes()).containsExactly(1, 0);
        assertThat(view(status.formatted("nowhere"), "", "").numaNodes()).isEmpty();
        assertThat(view("", "", "").numaNodes()).isEmpty();
    }
}
