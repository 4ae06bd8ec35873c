package io.sublet.webhook.profile;

import io.sublet.protocol.Parsed;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Environment variables by which programs learn how many CPUs they may use where they would otherwise count those of the
 * node. The names of the constants are the names of the variables.
 */
public enum CpuVariable {
    /** Options of every Java virtual machine; the number goes into {@code -XX:ActiveProcessorCount}. */
    JAVA_TOOL_OPTIONS("-XX:ActiveProcessorCount"),
    /** Threads that run Go code at once. */
    GOMAXPROCS(""),
    /** Threads of OpenMP, which OpenBLAS, MKL and numexpr follow too unless they are told otherwise. */
    OMP_NUM_THREADS(""),
    /** What .NET takes for the number of processors. */
    DOTNET_PROCESSOR_COUNT(""),
    /** What {@code os.cpu_count()} says from Python 3.13 on. */
    PYTHON_CPU_COUNT(""),
    /** Threads of Rust's rayon. */
    RAYON_NUM_THREADS("");

    private final String option;

    CpuVariable(String option) {
        this.option = option;
    }

    /** The option inside the value that holds the number; empty where the value is the number itself. */
    public String option() {
        return option;
    }

    /** From the text of the annotation: {@code true} is all, {@code false} none, else names with commas between. */
    public static Parsed<Set<CpuVariable>> parse(String text) {
        if (text.strip().equals("true")) {
            return new Parsed.Valid<>(EnumSet.allOf(CpuVariable.class));
        }
        Set<CpuVariable> chosen = EnumSet.noneOf(CpuVariable.class);
        if (text.strip().equals("false")) {
            return new Parsed.Valid<>(chosen);
        }
        for (String name : text.split(",", -1)) {
            CpuVariable variable = Arrays.stream(values())
                    .filter(known -> known.name().equals(name.strip()))
                    .findFirst()
                    .orElse(null);
            if (variable == null) {
                return new Parsed.Invalid<>("'" + name.strip() + "' is none of true, false, " + names());
            }
            chosen.add(variable);
        }
        return new Parsed.Valid<>(chosen);
    }

    private static String names() {
        String list = Arrays.toString(values());
        return list.substring(1, list.length() - 1);
    }
}
