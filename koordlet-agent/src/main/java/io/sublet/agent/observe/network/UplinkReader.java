package io.sublet.agent.observe.network;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Knob;
import io.sublet.model.reading.Reading;
import java.util.Optional;

/** Finds the device of the host's default route, the one with the smallest metric, and reads its classes. */
public final class UplinkReader {
    private static final String ANYWHERE = "00000000";
    private static final int DESTINATION = 1;
    private static final int METRIC = 6;
    private static final int MASK = 7;

    private final KernelFiles files;
    private final CgroupFs cgroups;
    private final String route;

    public UplinkReader(KernelFiles files, CgroupFs cgroups, String procRoot) {
        this.files = files;
        this.cgroups = cgroups;
        this.route = procRoot + "/1/net/route";
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
        return best.map(Reading::of).orElseGet(() -> Reading.missing(route + ": no default route"));
    }
}
