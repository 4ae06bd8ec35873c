package io.sublet.e2e.command;

import io.sublet.e2e.image.BuiltImage;
import io.sublet.e2e.install.Artifacts;
import picocli.CommandLine.Command;

/** Writes the images that changed. */
@Command(name = "images", description = "Make the images' archives in target/images from what is built.")
public final class ImagesCommand implements Runnable {
    @Override
    public void run() {
        for (BuiltImage image : Artifacts.ofWorkingDirectory().images()) {
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
