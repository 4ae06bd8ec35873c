package io.sublet.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassListTest {
    private static final String SAMPLE = "io/sublet/e2e/image/ClassListTest$Sample";

    @TempDir
    Path directory;

    static final class Sample {
        private Sample() {}

        static Supplier<String> wanted() {
            return () -> "a";
        }

        static Supplier<Integer> other() {
            return () -> 1;
        }
    }

    @Test
    void findsLambdasThatTheCompilerHasNumberedAnewAndLeavesOutWhatIsNoMore() throws IOException {
        List<String> seen = List.of(
                SAMPLE,
                "io/sublet/e2e/image/NoMore",
                "java/lang/Object",
                lambda("wanted$7", "Ljava/lang/String;"),
                "@lambda-proxy java/util/Map$Entry compare ()Ljava/util/Comparator;");

        assertThat(ClassList.of(seen, List.of(jar())))
                .containsExactly(
                        lambda("wanted$0", "Ljava/lang/String;"),
                        "@lambda-proxy java/util/Map$Entry compare ()Ljava/util/Comparator;",
                        SAMPLE,
                        "java/lang/Object");
    }

    private static String lambda(String name, String type) {
        return "@lambda-proxy " + SAMPLE + " get ()Ljava/util/function/Supplier; ()Ljava/lang/Object; REF_invokeStatic "
                + SAMPLE + " lambda$" + name + " ()" + type + " ()" + type;
    }

    private Path jar() throws IOException {
        Path jar = directory.resolve("own.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream sample =
                        Objects.requireNonNull(Sample.class.getResourceAsStream("ClassListTest$Sample.class"))) {
            out.putNextEntry(new JarEntry(SAMPLE + ".class"));
            sample.transferTo(out);
        }
        return jar;
    }
}
