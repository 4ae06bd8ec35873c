package io.sublet.extender.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.bind.FakePods.Fault;
import io.sublet.extender.ledger.Claim.Stage;
import io.sublet.extender.pin.Pins;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Two extenders beside an API server that loses answers and writes late, handing over with and without saying so. */
class BindingProps {
    private static final CpuTopology EIGHT = Pins.topology(2, 2, 2);
    private static final List<String> NODES = List.of("n0", "n1", "n2");
    private static final int STEPS = 120;

    @Property(tries = 400, seed = "20261127")
    void noCpuIsGivenToTwoPodsAndNoneIsLost(@ForAll long seed) {
        World world = new World(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            world.step();
            world.assertDisjoint();
        }
        world.settle();
        world.assertDisjoint();
        world.assertNothingIsHeldForNobody();
        world.assertThatWhatFitsCanBeBound();
    }

    private static final class World {
        private final FakePods api = new FakePods();
        private final Random random;
        private final List<Replica> replicas = new ArrayList<>();
        private long nanos;
        private int created;
        private int leader;

        private World(Random random) {
            this.random = random;
            for (int i = 0; i < 2; i++) {
                replicas.add(new Replica(api, NODES, EIGHT, () -> nanos));
            }
            replicas.get(1).right.held = false;
        }

        private void step() {
            nanos += Duration.ofMillis(random.nextInt(700)).toNanos();
            switch (random.nextInt(12)) {
                case 0, 1 -> api.create(Pins.shape("p" + created++, 1 + random.nextInt(4)));
                case 2, 3, 4, 5 -> bind();
                case 6 -> api.delete(anyPod());
                case 7 -> {
                    api.silent = random.nextInt(4) == 0;
                    replicas.get(random.nextInt(2)).settler.tick();
                    api.silent = false;
                }
                case 8, 9 -> replicas.get(random.nextInt(2)).see(random.nextInt(4));
                case 10 -> api.catchUp();
                default -> handOver();
            }
        }

        private void bind() {
            Fault[] faults = Fault.values();
            api.next(random.nextInt(3) > 0 ? Fault.NONE : faults[random.nextInt(faults.length)]);
            api.silent = random.nextInt(4) == 0;
            replicas.get(leader).bind(anyPod(), NODES.get(random.nextInt(NODES.size())));
            api.next(Fault.NONE);
            api.silent = false;
        }

        /** In order, with all said and done; or torn off in the middle. */
        private void handOver() {
            replicas.get(leader).right.held = false;
            boolean quiet =
                    replicas.get(leader).ledger.claims().stream().noneMatch(claim -> claim.stage() != Stage.BOUND);
            leader = 1 - leader;
            replicas.get(leader).takeOver(!quiet || random.nextBoolean());
        }

        private String anyPod() {
            List<String> names = api.names();
            return names.isEmpty() ? "none" : names.get(random.nextInt(names.size()));
        }

        private void assertDisjoint() {
            for (String node : NODES) {
                CpuSet all = CpuSet.EMPTY;
                for (Map.Entry<String, CpuSet> pod : api.cpusOn(node).entrySet()) {
                    assertThat(all.intersect(pod.getValue()).isEmpty())
                            .as("CPUs of %s on %s", pod.getKey(), node)
                            .isTrue();
                    assertThat(pod.getValue().size())
                            .isEqualTo(Pins.pod(api.pod(pod.getKey()).shape())
                                    .request()
                                    .requests()
                                    .cpu()
                                    .wholeCpus());
                    all = all.union(pod.getValue());
                }
                assertThat(EIGHT.cpuSet().containsAll(all)).isTrue();
            }
        }

        private void settle() {
            api.catchUp();
            for (int round = 0; round < 3; round++) {
                replicas.forEach(Replica::seeAll);
                nanos += Replica.PATIENCE.toNanos() + 1;
                replicas.forEach(replica -> replica.settler.tick());
            }
            replicas.forEach(Replica::seeAll);
        }

        /** What the ledgers hold is what a restart would find. */
        private void assertNothingIsHeldForNobody() {
            Replica restarted = new Replica(api, NODES, EIGHT, () -> nanos);
            restarted.seeAll();
            for (Replica replica : replicas) {
                assertThat(replica.ledger.claims()).isEmpty();
                for (String node : NODES) {
                    assertThat(replica.ledger.node(node).orElseThrow().cpus())
                            .isEqualTo(restarted.ledger.node(node).orElseThrow().cpus());
                }
            }
        }

        private void assertThatWhatFitsCanBeBound() {
            Replica now = replicas.get(leader);
            for (String pod : api.names()) {
                for (String node : NODES) {
                    if (api.pod(pod).node().isEmpty()) {
                        int free = now.ledger
                                .node(node)
                                .orElseThrow()
                                .cpus()
                                .free()
                                .size();
                        int asked = Pins.pod(api.pod(pod).shape())
                                .request()
                                .requests()
                                .cpu()
                                .wholeCpus();
                        assertThat(now.bind(pod, node).isBound()).isEqualTo(free >= asked);
                    }
                }
            }
        }
    }
}
