package io.sublet.e2e.command;

import io.sublet.e2e.cluster.local.KubePrograms;
import io.sublet.e2e.image.BuiltImage;
import io.sublet.e2e.image.ImageBuilder;
import io.sublet.e2e.image.ImageCatalogue;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** Writes the images that changed. */
@Command(name = "images", description = "Make the images' archives in target/images from what is built.")
public final class ImagesCommand implements Runnable {
    private static final Path DIRECTORY = Path.of("target", "images");

    /** The archives of all images of the project in the working directory. */
    static List<BuiltImage> build() {
        ImageCatalogue catalogue = new ImageCatalogue(Path.of(""), DIRECTORY.resolve("work"));
        ImageBuilder builder = new ImageBuilder(DIRECTORY);
        return catalogue.all(KubePrograms.find().program("kube-scheduler"), KubePrograms.VERSION).stream()
                .map(builder::build)
                .toList();
    }

    @Override
    public void run() {
        for (BuiltImage image : build()) {
            System.out.printf(
                    "%-30s %6.1f MB in %-36s %6.1f MB %-10s %s%n",
                    image.name(),
                    image.contentBytes() / 1e6,
                    image.archive(),
                    image.archiveBytes() / 1e6,
                    image.fresh() ? "written" : "unchanged",
                    image.digest());
        }
    }
}
