package io.sublet.e2e.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandleInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * The classes that go into a class-data archive, in the form of the JVM's {@code SharedClassListFile}. A file lists what the program was seen to
 * load; because the compiler numbers lambdas anew with each change, those of the project's own jars are looked up in the jars.
 */
final class ClassList {
    private static final String OWN = "io/sublet/";
    private static final String LAMBDA = "@lambda-proxy ";
    private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";

    /** Of the name of a lambda's method. */
    private static final Pattern NUMBER = Pattern.compile("\\$[0-9]+ ");

    private ClassList() {}

    /**
     * The lines, always the same for the same jars.
     *
     * @param seen what was seen, line by line
     * @param ownJars the project's
     */
    static List<String> of(List<String> seen, List<Path> ownJars) {
        NavigableSet<String> present = new TreeSet<>();
        for (Path jar : ownJars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (ZipEntry entry : Collections.list(file.entries())) {
                    if (entry.getName().endsWith(".class") && !entry.getName().endsWith("-info.class")) {
                        try (InputStream in = file.getInputStream(entry)) {
                            addClass(ClassFile.of().parse(in.readAllBytes()), present);
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + jar, e);
            }
        }
        NavigableSet<String> lines = new TreeSet<>();
        Set<String> wanted = new HashSet<>();
        for (String line : seen) {
            if (line.startsWith(LAMBDA + OWN)) {
                wanted.add(withoutNumber(line));
            } else if (!line.startsWith(OWN) || present.contains(line)) {
                lines.add(line);
            }
        }
        present.stream()
                .filter(line -> line.startsWith(LAMBDA) && wanted.contains(withoutNumber(line)))
                .forEach(lines::add);
        return List.copyOf(lines);
    }

    private static String withoutNumber(String lambda) {
        return NUMBER.matcher(lambda).replaceAll(" ");
    }

    private static void addClass(ClassModel model, NavigableSet<String> lines) {
        String name = model.thisClass().asInternalName();
        lines.add(name);
        for (MethodModel method : model.methods()) {
            Optional<CodeModel> code = method.code();
            if (code.isPresent()) {
                for (CodeElement element : code.get()) {
                    if (element instanceof InvokeDynamicInstruction call) {
                        lambda(name, call).ifPresent(lines::add);
                    }
                }
            }
        }
    }

    /** As {@code -XX:DumpLoadedClassList} writes it: where it is made, of which form, and what it calls. */
    private static Optional<String> lambda(String caller, InvokeDynamicInstruction call) {
        List<ConstantDesc> arguments = call.bootstrapArgs();
        if (!internalName(call.bootstrapMethod().owner()).equals(LAMBDAS)
                || !(arguments.get(0) instanceof MethodTypeDesc form)
                || !(arguments.get(1) instanceof DirectMethodHandleDesc target)
                || !(arguments.get(2) instanceof MethodTypeDesc type)) {
            return Optional.empty();
        }
        List<String> words =
                new ArrayList<>(List.of(LAMBDA.strip(), caller, call.name().stringValue()));
        words.add(call.type().stringValue());
        words.add(form.descriptorString());
        words.add("REF_" + MethodHandleInfo.referenceKindToString(target.refKind()));
        words.add(internalName(target.owner()));
        words.add(target.methodName());
        words.add(target.lookupDescriptor());
        words.add(type.descriptorString());
        return Optional.of(String.join(" ", words));
    }

    private static String internalName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
