package io.sublet.e2e.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.sublet.e2e.monitoring.Dashboard;
import io.sublet.e2e.monitoring.GrafanaModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The chart with the custom resource definitions and the dashboards in it. The one source of the former is the crds module, of the
 * latter charts/dashboards; the chart in the source tree has neither, and so is complete only as a package.
 *
 * @param directory the chart unpacked
 * @param archive the chart as {@code helm install} takes it
 */
public record ChartPackage(Path directory, Path archive) {
    private static final String NAME = "sublet";

    /**
     * Packages the chart of the project at {@code project} into {@code target}, replacing what was there.
     *
     * @throws ChartException if Helm finds anything to say against the chart
     */
    public static ChartPackage of(Path project, Path target) {
        Path directory = target.resolve(NAME);
        try {
            delete(target);
            copy(project.resolve("charts").resolve(NAME), directory);
            copy(project.resolve("crds/src/main/resources/crds"), directory.resolve("files/crds"));
            writeDashboards(project.resolve("charts/dashboards"), directory.resolve("files/dashboards"));
            // What the chart compares values with that an older one may have had.
            Files.copy(directory.resolve("values.yaml"), directory.resolve("files/values.yaml"));
            lint(directory);
            new Helm(directory).packageIt().withDestination(target).call();
            try (Stream<Path> files = Files.list(target)) {
                return new ChartPackage(
                        directory,
                        files.filter(file -> file.toString().endsWith(".tgz"))
                                .findFirst()
                                .orElseThrow(() -> new ChartException("Helm packaged nothing into " + target)));
            }
        } catch (IOException e) {
            throw new ChartException("the chart cannot be packaged: " + e.getMessage(), e);
        }
    }

    private static void writeDashboards(Path sources, Path target) throws IOException {
        Files.createDirectories(target);
        for (Dashboard dashboard : Dashboard.readAll(sources)) {
            Files.writeString(target.resolve(dashboard.name() + ".json"), new GrafanaModel(dashboard).json());
        }
    }

    private static void lint(Path directory) {
        LintResult result = new Helm(directory).lint().strict().call();
        List<String> complaints = result.getMessages().stream()
                .filter(message -> message.startsWith("[ERROR]") || message.startsWith("[WARNING]"))
                .toList();
        if (result.isFailed() || !complaints.isEmpty()) {
            throw new ChartException("helm lint: " + String.join("; ", result.getMessages()));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path source : walk.toList()) {
                Path copy = to.resolve(from.relativize(source));
                if (Files.isDirectory(source)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> walk = Files.walk(directory)) {
                for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
