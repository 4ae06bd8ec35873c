package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.Restore;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Identity;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.linux.NetlinkSocket;
import io.sublet.agent.kernel.linux.Wire;
import io.sublet.agent.kernel.net.NetworkPlace;
import io.sublet.agent.kernel.net.TrafficTree;
import io.sublet.agent.kernel.net.TrafficTree.Node;
import io.sublet.agent.kernel.net.TrafficTree.Source;
import io.sublet.agent.observe.network.Uplink;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.Dscp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Classes of traffic on the real kernel, in a network namespace of the test's own: the machine's devices are not touched. */
@EnabledIf(value = "canMakeNamespaces", disabledReason = "needs root, unshare, nsenter, ip and tc")
class RealNetworkIT {
    private static final Reason WHY = Reason.of(ModeReason.Restored);
    private static final KnobKey KEY = new Uplink("v0", "").key();

    private static final TrafficTree TREE = new TrafficTree(
            2,
            new TreeMap<>(Map.of(
                    1, new Node(0, 125_000_000, 125_000_000, 0),
                    2, new Node(1, 50_000_000, 125_000_000, 1),
                    4, new Node(1, 12_500_000, 50_000_000, 3),
                    0x14, new Node(4, 12_500_000, 50_000_000, 3),
                    0x1ff, new Node(4, 1_250_000, 2_500_000, 3))),
            new TreeMap<>(
                    Map.of("10.9.0.1", new Source(0x1ff), "10.9.0.77", new Source(0x14), "fd00::1", new Source(0x14))));

    private @Nullable Process namespace;
    private CgroupFs cgroups = new CgroupFs(new FakeKernel(), FakeKernel.ROOT);
    private final FakeStore store = new FakeStore();

    static boolean canMakeNamespaces() {
        return Files.isWritable(Path.of("/proc/1/oom_score_adj"))
                && List.of("unshare", "nsenter").stream().allMatch(name -> Files.exists(Path.of("/usr/bin", name)))
                && List.of("ip", "tc").stream().allMatch(name -> Files.exists(Path.of("/usr/sbin", name)));
    }

    @BeforeEach
    void makeNamespace() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "-n", "sleep", "600").start();
        namespace = process;
        String own = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        while (Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/ns/net"))
                .toString()
                .equals(own)) {
            Thread.onSpinWait();
        }
        inside("ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up"
                + " && ip addr add 10.9.0.1/24 dev v0 && ip addr add 10.9.0.2/24 dev v0"
                + " && ip neigh add 10.9.0.99 lladdr 02:00:00:00:00:99 dev v0");
        cgroups = new CgroupFs(
                new FakeKernel(), FakeKernel.ROOT, Map.of("net", new NetworkPlace(new NetlinkSocket(namespaceFile()))));
    }

    private String namespaceFile() {
        return "/proc/" + Objects.requireNonNull(namespace).pid() + "/ns/net";
    }

    @AfterEach
    void removeNamespace() {
        Objects.requireNonNull(namespace).destroyForcibly().onExit().join();
    }

    private String inside(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "nsenter",
                        "-t",
                        Long.toString(Objects.requireNonNull(namespace).pid()),
                        "-n",
                        "bash",
                        "-c",
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private KernelActuator actuator() {
        return new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
    }

    private static Outcome put(KernelActuator actuator, TrafficTree tree) {
        Action action = new Action.SetKnob(KEY, new KnobValue.Text(tree.render()), WHY);
        return actuator.apply(ActionPlan.of(List.of(action), Map.of(), actuator.held()), System.nanoTime())
                .getFirst();
    }

    private Reading<String> text() {
        return cgroups.text(KEY.cgroup(), KEY.knob());
    }

    @Test
    void setsUpClassesAndGivesTheDeviceBackAfterACrash() throws IOException, InterruptedException {
        assertThat(text()).isEqualTo(Reading.of(NetworkPlace.NONE));

        assertThat(put(actuator(), TREE)).isInstanceOf(Outcome.Applied.class);

        assertThat(text()).isEqualTo(Reading.of(TREE.render()));
        assertThat(inside("tc class show dev v0"))
                .contains("class htb 1:1ff parent 1:4", "rate 10Mbit ceil 20Mbit")
                .contains("class htb 1:4 parent 1:1", "rate 100Mbit ceil 400Mbit");
        KernelActuator afterCrash = actuator();
        new Restore(cgroups, afterCrash).onRequest(System.nanoTime());
        assertThat(afterCrash.held()).isEmpty();
        assertThat(inside("tc qdisc show dev v0")).doesNotContain("htb");
        assertThat(text()).isEqualTo(Reading.of(NetworkPlace.NONE));
    }

    @Test
    void whatAPodSendsIsCountedInItsClass() throws IOException, InterruptedException {
        put(actuator(), TREE);

        inside("for i in 1 2 3 4 5; do echo hello > /dev/udp/10.9.0.99/9; done");

        String classes = inside("tc -s class show dev v0");
        String own = classes.substring(classes.indexOf("class htb 1:1ff"));
        assertThat(own.lines().skip(1).findFirst().orElse("")).matches(".*Sent [1-9][0-9]* bytes 5 pkt.*");
    }

    @Test
    void packetsArriveWithTheMarkOfTheirPodUntilItIsTakenAway() throws IOException, InterruptedException {
        inside("ip -6 addr add fd00::1/64 dev v0 nodad && ip -6 addr add fd00::2/64 dev v0 nodad"
                + " && ip neigh add fd00::99 lladdr 02:00:00:00:00:99 dev v0");
        Wire wire = new Wire(namespaceFile(), "v1");
        KernelActuator actuator = actuator();

        put(actuator, marked(new Dscp(46), new Dscp(1)));

        assertThat(field(wire.packet("10.9.0.1", "10.9.0.99", 0x02)))
                .as("another mark, the same bit of congestion notification")
                .isEqualTo(46 << 2 | 0x02);
        assertThat(field(wire.packet("10.9.0.1", "10.9.0.99", 0x20))).isEqualTo(46 << 2);
        assertThat(field(wire.packet("fd00::1", "fd00::99", 0x22))).isEqualTo(1 << 2 | 0x02);
        assertThat(field(wire.packet("10.9.0.2", "10.9.0.99", 0x22)))
                .as("of no pod")
                .isEqualTo(0x22);
        assertThat(field(wire.packet("fd00::2", "fd00::99", 0x22))).isEqualTo(0x22);

        put(actuator, marked(new Dscp(0), new Dscp(63)));

        assertThat(field(wire.packet("10.9.0.1", "10.9.0.99", 0x22))).isEqualTo(0x02);
        assertThat(field(wire.packet("fd00::1", "fd00::99", 0))).isEqualTo(63 << 2);
        assertThat(text())
                .isEqualTo(Reading.of(marked(new Dscp(0), new Dscp(63)).render()));

        put(actuator, TREE);

        assertThat(field(wire.packet("10.9.0.1", "10.9.0.99", 0x22))).isEqualTo(0x22);
        put(actuator, marked(new Dscp(46), new Dscp(1)));
        new Restore(cgroups, actuator()).onRequest(System.nanoTime());
        assertThat(field(wire.packet("10.9.0.1", "10.9.0.99", 0x22))).isEqualTo(0x22);
        assertThat(field(wire.packet("fd00::1", "fd00::99", 0x22))).isEqualTo(0x22);
    }

    private static TrafficTree marked(Dscp old, Dscp ofNew) {
        return new TrafficTree(
                2,
                TREE.classes(),
                new TreeMap<>(Map.of(
                        "10.9.0.1", new Source(0x1ff, Optional.of(old)),
                        "fd00::1", new Source(0x14, Optional.of(ofNew)))));
    }

    /** The DS field, of a header whose checksum is right where it has one. */
    private static int field(byte[] packet) {
        if (packet[0] >> 4 == 6) {
            return (packet[0] << 4 | (packet[1] & 0xff) >> 4) & 0xff;
        }
        int sum = 0;
        for (int at = 0; at < 20; at += 2) {
            sum += (packet[at] & 0xff) << 8 | (packet[at + 1] & 0xff);
        }
        assertThat((sum & 0xffff) + (sum >> 16)).as("checksum").isEqualTo(0xffff);
        return packet[1] & 0xff;
    }

    @Test
    void podsComeAndGoWithoutSettingUpTheDeviceAnew() {
        KernelActuator actuator = actuator();
        put(actuator, TREE);
        TreeMap<Integer, Node> classes = new TreeMap<>(TREE.classes());
        classes.remove(0x1ff);
        classes.put(4, new Node(1, 12_500_000, 60_000_000, 3));
        TrafficTree next = new TrafficTree(2, classes, new TreeMap<>(Map.of("10.9.0.1", new Source(0x14))));

        assertThat(put(actuator, next)).isInstanceOf(Outcome.Applied.class);

        assertThat(text()).isEqualTo(Reading.of(next.render()));
        assertThat(put(actuator, TREE)).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void anotherProgramsQdiscIsLeftAlone() throws IOException, InterruptedException {
        inside("tc qdisc add dev v0 root handle 7: tbf rate 10mbit burst 10k latency 50ms");

        assertThat(text()).isEqualTo(Reading.of("foreign tbf 7:"));
        assertThat(put(actuator(), TREE).problem()).contains("qdisc of another program");
        assertThat(inside("tc qdisc show dev v0")).contains("tbf 7:");
    }

    @Test
    void aDeviceThatIsNotThereIsGone() {
        KnobKey missing = new Uplink("nope", "").key();
        assertThat(cgroups.text(missing.cgroup(), missing.knob())).isEqualTo(Reading.missing("device nope: ENODEV"));
        assertThat(cgroups.identity(missing)).isInstanceOf(Identity.Gone.class);
    }
}
