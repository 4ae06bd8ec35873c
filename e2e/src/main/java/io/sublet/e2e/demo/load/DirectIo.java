package io.sublet.e2e.demo.load;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Opens files for reading past the page cache (O_DIRECT of open(2)): buffers, places and lengths have to be whole blocks. */
final class DirectIo {
    /** The JDK's own, which compilers warn of by name whatever they are told. */
    private static final String OPTIONS = "com.sun.nio.file.ExtendedOpenOption";

    private DirectIo() {}

    /** Opens it past the page cache, or through it. */
    static FileChannel open(Path path, boolean direct) throws IOException {
        return direct
                ? FileChannel.open(path, StandardOpenOption.READ, option())
                : FileChannel.open(path, StandardOpenOption.READ);
    }

    private static OpenOption option() throws IOException {
        try {
            return (OpenOption) Arrays.stream(Class.forName(OPTIONS).getEnumConstants())
                    .filter(option -> option.toString().equals("DIRECT"))
                    .findFirst()
                    .orElseThrow();
        } catch (ReflectiveOperationException e) {
            throw new IOException("this Java runtime has no direct I/O", e);
        }
    }
}
