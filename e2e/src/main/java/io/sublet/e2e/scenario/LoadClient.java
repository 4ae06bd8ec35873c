package io.sublet.e2e.scenario;

import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.e2e.demo.load.LoadMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program that sends requests, in a JVM of its own so that what it measures does not wait for this one's collector. It ends with this one. */
final class LoadClient {
    private LoadClient() {}

    /** @param more arguments of the one kind of client */
    static List<String> command(String url, double rate, long seed, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadMain.class.getName(),
                "client",
                "--url=" + url,
                "--rate=" + rate,
                "--seed=" + seed));
        command.addAll(List.of(more));
        return ProcessEnd.withThisProgram(command);
    }
}
