package io.sublet.e2e.cluster.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What of this machine a cluster must not change: its network, packet filters, mounts and kernel settings. */
final class HostView {
    private HostView() {}

    static List<String> take() {
        List<String> view = new ArrayList<>();
        for (String command : List.of("ip -o link", "ip -o address", "ip route show table all", "iptables-save")) {
            output(command).lines().filter(line -> !line.startsWith("#")).forEach(view::add);
        }
        try {
            view.addAll(Files.readAllLines(Path.of("/proc/self/mountinfo")));
            for (String setting : List.of(
                    "vm/overcommit_memory",
                    "vm/panic_on_oom",
                    "kernel/panic",
                    "kernel/panic_on_oops",
                    "net/ipv4/ip_forward",
                    "net/netfilter/nf_conntrack_max")) {
                Path file = Path.of("/proc/sys", setting);
                view.add(setting + " " + (Files.exists(file) ? Files.readString(file) : "absent"));
            }
            try (var entries = Files.list(Path.of("/run"))) {
                entries.map(Path::toString).sorted().forEach(view::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return view;
    }

    private static String output(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" ", -1))
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
