package io.sublet.agent.observe.network;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Knob;
import io.sublet.model.reading.Reading;
import java.util.Comparator;
import java.util.Optional;

/** Finds the device of the host's default route, the one with the smallest metric, of IPv6 where there is none of IPv4, and reads its classes. */
public final class UplinkReader {
    private static final String ANYWHERE = "00000000";
    private static final int DESTINATION = 1;
    private static final int METRIC = 6;
    private static final int MASK = 7;

    /** The fields of /proc/net/ipv6_route, all in hexadecimal: destination, its length, source, its length, next hop, metric, two counts, flags, device. */
    private static final String ANYWHERE_NEW = "0".repeat(32);

    private static final int LENGTH_NEW = 1;
    private static final int METRIC_NEW = 5;
    private static final int FLAGS_NEW = 8;
    private static final int DEVICE_NEW = 9;
    private static final int REJECT = 0x200;

    private final KernelFiles files;
    private final CgroupFs cgroups;
    private final String route;
    private final String newRoute;

    public UplinkReader(KernelFiles files, CgroupFs cgroups, String procRoot) {
        this.files = files;
        this.cgroups = cgroups;
        this.route = procRoot + "/1/net/route";
        this.newRoute = procRoot + "/1/net/ipv6_route";
    }

    /** @param wanted whether anybody asks for it; else nothing is read */
    public Reading<Uplink> read(boolean wanted) {
        if (!wanted) {
            return Reading.missing("nobody asks for it");
        }
        return files.text(route)
                .flatMap(this::device)
                .flatMap(device -> cgroups.text(new CgroupPath(device), Knob.NETWORK_CLASSES)
                        .map(classes -> new Uplink(device, classes)));
    }

    private Reading<String> device(String table) {
        Optional<String> best = Optional.empty();
        long least = Long.MAX_VALUE;
        for (String line : table.lines().skip(1).toList()) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > MASK
                    && fields[DESTINATION].equals(ANYWHERE)
                    && fields[MASK].equals(ANYWHERE)
                    && fields[METRIC].matches("[0-9]{1,10}")
                    && Long.parseLong(fields[METRIC]) < least) {
                least = Long.parseLong(fields[METRIC]);
                best = Optional.of(fields[0]);
            }
        }
        return best.or(this::newDevice).map(Reading::of).orElseGet(() -> Reading.missing(route + ": no default route"));
    }

    private Optional<String> newDevice() {
        return files.text(newRoute).toOptional().stream()
                .flatMap(String::lines)
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields.length > DEVICE_NEW
                        && fields[0].equals(ANYWHERE_NEW)
                        && fields[LENGTH_NEW].equals("00")
                        && fields[METRIC_NEW].matches("[0-9a-f]{1,8}")
                        && fields[FLAGS_NEW].matches("[0-9a-f]{1,8}")
                        && (Long.parseLong(fields[FLAGS_NEW], 16) & REJECT) == 0
                        && !fields[DEVICE_NEW].equals("lo"))
                .min(Comparator.comparingLong(fields -> Long.parseLong(fields[METRIC_NEW], 16)))
                .map(fields -> fields[DEVICE_NEW]);
    }
}
