package io.sublet.agent.observe.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Identity;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobPlace;
import io.sublet.model.reading.Reading;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UplinkReaderTest {
    private static final String OLD = "/proc/1/net/route";
    private static final String NEW = "/proc/1/net/ipv6_route";
    private static final String HEAD =
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
    private static final String ANYWHERE = "0".repeat(32);

    private final FakeKernel kernel = new FakeKernel();
    private final UplinkReader reader =
            new UplinkReader(kernel, new CgroupFs(kernel, FakeKernel.ROOT, Map.of("net", new NoClasses())), "/proc");

    /** Devices on which nobody has set up anything. */
    private static final class NoClasses implements KnobPlace {
        @Override
        public Reading<String> text(CgroupPath device, Knob knob) {
            return Reading.of("none");
        }

        @Override
        public FileResult write(CgroupPath device, Knob knob, String text) {
            throw new IllegalStateException("it is only read");
        }

        @Override
        public Identity identity(CgroupPath device, Knob knob) {
            return new Identity.Known(1);
        }
    }

    private static String route(String destination, String metric, String flags, String device) {
        return destination + " 00 " + ANYWHERE + " 00 fe800000000000000000000000000001 " + metric
                + " 00000001 00000000 " + flags + "     " + device + "\n";
    }

    @Test
    void isTheDeviceOfTheDefaultRouteWithTheSmallestMetric() {
        kernel.put(
                OLD,
                HEAD + "eth1\t00000000\t0101A8C0\t0003\t0\t0\t200\t00000000\t0\t0\t0\n"
                        + "eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
                        + "eth2\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n");
        kernel.put(NEW, route(ANYWHERE, "00000001", "00000003", "eth6"));

        assertThat(reader.read(true)).isEqualTo(Reading.of(new Uplink("eth0", "none")));
        assertThat(reader.read(false).isMissing()).isTrue();
    }

    @Test
    void isThatOfIpv6WhereThereIsNoOtherOne() {
        kernel.put(OLD, HEAD);
        kernel.put(
                NEW,
                route(ANYWHERE, "00000400", "00000003", "eth1")
                        + route(ANYWHERE, "00000100", "00000003", "eth0")
                        + route("fd000000000000000000000000000000", "00000001", "00000001", "eth2")
                        + route(ANYWHERE, "00000000", "00200200", "lo"));

        assertThat(reader.read(true)).isEqualTo(Reading.of(new Uplink("eth0", "none")));
    }

    @Test
    void withoutAnyItSaysSo() {
        kernel.put(OLD, HEAD).put(NEW, route(ANYWHERE, "ffffffff", "00200200", "lo"));

        assertThat(reader.read(true)).isEqualTo(Reading.missing("/proc/1/net/route: no default route"));
    }
}
