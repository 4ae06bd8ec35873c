package io.sublet.agent.observe.node;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Source;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.LineRates;
import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The interfaces by which the host's network reaches others: those with a default route. Read in the namespace of the host's first
 * process, since the agent has one of its own.
 */
final class NetworkReader {
    /** Destination and mask of a default route in /proc/net/route, hexadecimal. */
    private static final String ANYWHERE = "00000000";

    private static final int MASK = 7;

    /** Bytes and drops received, bytes and drops sent; the name is field 0. */
    private static final int[] FIELDS = {1, 4, 9, 12};

    private final Source dev;
    private final Source route;
    private final Map<String, LineRates> rates = new HashMap<>();

    NetworkReader(KernelFiles files, String procRoot) {
        this.dev = new Source(files.file(procRoot + "/1/net/dev"));
        this.route = new Source(files.file(procRoot + "/1/net/route"));
    }

    /** The interfaces of which something is known since the last call; at first none. */
    Reading<List<NetworkUsage>> read(Beat beat, AsciiText text) {
        if (!route.read(text)) {
            return route.missing();
        }
        TreeSet<String> uplinks = new TreeSet<>();
        for (int line = text.nextLine(0); line < text.length(); line = text.nextLine(line)) {
            if (text.wordAt(line, 1).equals(ANYWHERE) && text.wordAt(line, MASK).equals(ANYWHERE)) {
                uplinks.add(text.wordAt(line, 0));
            }
        }
        rates.keySet().retainAll(uplinks);
        if (!dev.read(text)) {
            rates.clear();
            return dev.missing();
        }
        List<NetworkUsage> usages = new ArrayList<>();
        for (int line = 0; line < text.length(); line = text.nextLine(line)) {
            String first = text.wordAt(line, 0);
            String name = first.endsWith(":") ? first.substring(0, first.length() - 1) : "";
            if (!uplinks.contains(name)) {
                continue;
            }
            LineRates counters = rates.computeIfAbsent(name, key -> new LineRates(FIELDS));
            if (counters.next(text, line, beat)) {
                usages.add(new NetworkUsage(
                        name,
                        counters.perSecond(0),
                        counters.perSecond(2),
                        counters.perSecond(1) + counters.perSecond(3)));
            }
        }
        return Reading.of(usages);
    }
}
