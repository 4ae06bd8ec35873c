package io.sublet.e2e.image;

import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What an image holds, in CycloneDX 1.6: libraries by the coordinates that they carry in themselves, the Java runtime by its release file,
 * the C library's files by the distribution's package where the machine can tell. The same image always gives the same document.
 */
final class BillOfMaterials {
    private static final Pattern NAME_AND_VERSION = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");
    private static final Pattern RELEASE =
            Pattern.compile("(?m)^(JAVA_VERSION|IMPLEMENTOR|JAVA_RUNTIME_VERSION)=\"(.*)\"$");
    private static final Pattern GO_PROGRAM = Pattern.compile("kube-[a-z]+");

    private final ImageDefinition image;

    BillOfMaterials(ImageDefinition image) {
        this.image = image;
    }

    /** The document. */
    String json() throws IOException {
        List<Object> components = new ArrayList<>();
        for (Layer layer : image.layers()) {
            if (layer.name().equals("runtime")) {
                components.add(runtime(layer));
            } else {
                for (LayerFile file : layer.files()) {
                    component(layer, file).ifPresent(components::add);
                }
            }
        }
        String tag = image.name().substring(image.name().indexOf(':') + 1);
        Map<String, Object> subject =
                component("container", image.name().substring(0, image.name().indexOf(':')), tag, Optional.empty());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("bomFormat", "CycloneDX");
        document.put("specVersion", "1.6");
        document.put("version", 1);
        document.put("metadata", Map.of("component", subject));
        document.put("components", components);
        UUID serial = UUID.nameUUIDFromBytes(Json.write(document).getBytes(StandardCharsets.UTF_8));
        document.put("serialNumber", "urn:uuid:" + serial);
        return Json.write(document);
    }

    private Optional<Map<String, Object>> component(Layer layer, LayerFile file) throws IOException {
        String name = file.target().substring(file.target().lastIndexOf('/') + 1);
        if (!Files.isRegularFile(file.source())) {
            return Optional.empty();
        }
        if (name.endsWith(".jar")) {
            return Optional.of(hashed(library(file.source()), file.source()));
        }
        if (layer.name().equals("system") && name.contains(".so")) {
            return Optional.of(hashed(systemLibrary(file.source(), name), file.source()));
        }
        if (GO_PROGRAM.matcher(name).matches()) {
            String version = image.name().substring(image.name().indexOf(':') + 1);
            return Optional.of(hashed(
                    component("application", name, version, Optional.of("pkg:golang/k8s.io/kubernetes@v" + version)),
                    file.source()));
        }
        return Optional.empty();
    }

    private static Map<String, Object> component(String type, String name, String version, Optional<String> purl) {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", type);
        component.put("name", name);
        component.put("version", version);
        purl.ifPresent(url -> component.put("purl", url));
        purl.ifPresent(url -> component.put("bom-ref", url));
        return component;
    }

    private static Map<String, Object> hashed(Map<String, Object> component, Path file) throws IOException {
        component.put("hashes", List.of(Map.of("alg", "SHA-256", "content", Fingerprint.of(file))));
        component.computeIfAbsent("bom-ref", key -> component.get("name") + "@" + component.get("version"));
        return component;
    }

    private static Map<String, Object> library(Path jar) throws IOException {
        String file = jar.getFileName().toString();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Optional<Properties> own = zip.stream()
                    .filter(entry -> entry.getName().startsWith("META-INF/maven/")
                            && entry.getName().endsWith("/pom.properties"))
                    .map(entry -> properties(zip, entry))
                    .filter(properties -> file.endsWith(
                            properties.getProperty("artifactId") + "-" + properties.getProperty("version") + ".jar"))
                    .findFirst();
            if (own.isPresent()) {
                String group = own.get().getProperty("groupId");
                String name = own.get().getProperty("artifactId");
                String version = own.get().getProperty("version");
                Map<String, Object> component = component(
                        "library", name, version, Optional.of("pkg:maven/" + group + "/" + name + "@" + version));
                component.put("group", group);
                return component;
            }
        }
        Matcher parts = NAME_AND_VERSION.matcher(file);
        return parts.matches()
                ? component("library", parts.group(1), parts.group(2), Optional.empty())
                : component("library", file, "", Optional.empty());
    }

    private static Properties properties(ZipFile zip, ZipEntry entry) {
        try (InputStream in = zip.getInputStream(entry)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + entry + " of " + zip.getName(), e);
        }
    }

    private static Map<String, Object> runtime(Layer layer) throws IOException {
        Map<String, String> release = new LinkedHashMap<>();
        for (LayerFile file : layer.files()) {
            if (file.target().equals(JavaRuntime.PLACE + "/release")) {
                Matcher line = RELEASE.matcher(Files.readString(file.source()));
                while (line.find()) {
                    release.put(line.group(1), line.group(2));
                }
            }
        }
        String version = release.getOrDefault("JAVA_VERSION", System.getProperty("java.version", ""));
        return component("platform", "openjdk", version, Optional.of("pkg:generic/openjdk@" + version));
    }

    private static Map<String, Object> systemLibrary(Path file, String name) {
        Optional<String> owner = owner(file);
        return component(
                "library",
                owner.map(text -> text.substring(0, text.indexOf('@'))).orElse(name),
                owner.map(text -> text.substring(text.indexOf('@') + 1)).orElse(""),
                owner.map(text -> "pkg:deb/debian/" + text + "#" + name));
    }

    /** Package and version as {@code name@version}, where there is a dpkg that knows. */
    private static Optional<String> owner(Path file) {
        if (!Files.isExecutable(Path.of("/usr/bin/dpkg-query"))) {
            return Optional.empty();
        }
        try {
            String found = Tool.run(List.of("dpkg-query", "--search", file.toString()), Map.of("LC_ALL", "C"));
            String owner = found.lines().findFirst().orElse("").replaceFirst(": .*", "");
            return Optional.of(Tool.run(
                            List.of("dpkg-query", "--show", "--showformat=${Package}@${Version}", owner),
                            Map.of("LC_ALL", "C"))
                    .strip());
        } catch (ImageException e) {
            // Installed by hand, or known to dpkg by another path: the hash alone identifies it.
            return Optional.empty();
        }
    }
}
