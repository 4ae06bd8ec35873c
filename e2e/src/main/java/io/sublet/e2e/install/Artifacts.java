package io.sublet.e2e.install;

import io.sublet.e2e.chart.ChartPackage;
import io.sublet.e2e.cluster.local.KubePrograms;
import io.sublet.e2e.image.BuiltImage;
import io.sublet.e2e.image.ImageBuilder;
import io.sublet.e2e.image.ImageCatalogue;
import java.nio.file.Path;
import java.util.List;

/**
 * What is made from the built modules, in the project's target directory.
 *
 * @param project the project's root
 */
public record Artifacts(Path project) {
    /** The artifacts of the project in the working directory. */
    public static Artifacts ofWorkingDirectory() {
        return new Artifacts(Path.of(""));
    }

    /**
     * The archives of all images; those whose content has not changed are left as they are.
     *
     * @throws io.sublet.e2e.image.ImageException if a module is not built
     */
    public List<BuiltImage> images() {
        Path directory = project.resolve("target").resolve("images");
        ImageCatalogue catalogue = new ImageCatalogue(project, directory.resolve("work"));
        ImageBuilder builder = new ImageBuilder(directory);
        return catalogue.all(KubePrograms.find().program("kube-scheduler"), KubePrograms.VERSION).stream()
                .map(builder::build)
                .toList();
    }

    /**
     * The packaged chart.
     *
     * @throws io.sublet.e2e.chart.ChartException if Helm finds anything to say against it
     */
    public ChartPackage chart() {
        return ChartPackage.of(project, project.resolve("target").resolve("chart"));
    }
}
