package io.sublet.extender.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.extender.pin.TopologyReport;
import io.sublet.model.cpu.Amounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerFeedTest {
    private static TopologyReport report(String cpu) {
        return LedgerFeed.report(Serialization.unmarshal("""
                apiVersion: topology.node.k8s.io/v1alpha1
                kind: NodeResourceTopology
                metadata:
                  name: n
                  annotations:
                    node.koordinator.sh/cpu-topology: '{"detail":[{"id":0},{"id":1}]}'
                topologyPolicies: [None]
                zones:
                - {name: node-0, type: Node, resources: [{name: cpu, capacity: "2", allocatable: "%s", available: "2"}]}
                """.formatted(cpu), NodeResourceTopology.class));
    }

    @Test
    void zonesAreWhatNumaNodesOffer() {
        assertThat(report("1500m").zones()).containsEntry(0, Amounts.of(1500, 0));
        assertThat(report("1500m").flaw()).isEmpty();
    }

    /** The definition's pattern lets these through; the object that is left out would leave what it said before in force. */
    @ParameterizedTest
    @ValueSource(strings = {"1e999", "1e1.5"})
    void aZoneThatCannotBeReadIsAFlawAndTheRestCounts(String cpu) {
        TopologyReport report = report(cpu);

        assertThat(report.flaw())
                .contains("zones of the NodeResourceTopology cannot be read: '" + cpu + "' is not a quantity");
        assertThat(report.zones()).isEmpty();
        assertThat(report.topology().cpus()).hasSize(2);
    }
}
