package io.sublet.e2e.image;

import java.nio.file.Path;

/**
 * One file, or one directory by itself, of a layer.
 *
 * @param source where it is on this machine; symbolic links are followed, so a layer holds none
 * @param target absolute path in the image
 * @param mode permission bits as three octal digits, such as "755"
 */
public record LayerFile(Path source, String target, String mode) {
    /** Checks the form of target and mode. */
    public LayerFile {
        if (!target.startsWith("/") || !mode.matches("[0-7]{3}")) {
            throw new IllegalArgumentException("not a file of a layer: " + target + " mode " + mode);
        }
    }

    /** A file that is read. */
    public static LayerFile data(Path source, String target) {
        return new LayerFile(source, target, "644");
    }

    /** A file that is run or mapped as code. */
    public static LayerFile program(Path source, String target) {
        return new LayerFile(source, target, "755");
    }
}
