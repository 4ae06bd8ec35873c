package io.sublet.e2e.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A layer of an image: a name for messages and its files in the order of their paths, so that the same files always
 * give the same layer.
 */
public record Layer(String name, List<LayerFile> files) {
    /** Sorts the files. */
    public Layer {
        files = files.stream().sorted(Comparator.comparing(LayerFile::target)).toList();
    }

    /** Every file under {@code directory} that {@code chosen} accepts, at the same relative place under target. */
    public static Layer ofTree(String name, Path directory, String target, Predicate<Path> chosen) {
        try (Stream<Path> walk = Files.walk(directory)) {
            return new Layer(
                    name,
                    walk.filter(Files::isRegularFile)
                            .filter(chosen)
                            .map(file -> fileAt(file, target + "/" + directory.relativize(file)))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    private static LayerFile fileAt(Path file, String target) {
        return Files.isExecutable(file) ? LayerFile.program(file, target) : LayerFile.data(file, target);
    }
}
