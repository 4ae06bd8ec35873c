package io.sublet.agent.replay;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.JsonException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Records of JSON trees, by their types alone, as {@link RecordWriter} writes them: a record is the list of its components, one of a
 * sealed hierarchy has its name in front, a map is a list of pairs. So compact that it says nothing about itself: reader and writer
 * must have the same types, which {@link #schema} tells apart.
 */
final class RecordCodec {
    private RecordCodec() {}

    /**
     * The value of a type that a tree means.
     *
     * @throws JsonException if it means none
     */
    static @Nullable Object read(@Nullable Object tree, Type type) {
        try {
            return value(tree, type);
        } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException | ArithmeticException e) {
            throw new JsonException("not a " + type.getTypeName());
        }
    }

    private static @Nullable Object value(@Nullable Object tree, Type type) {
        Class<?> raw = raw(type);
        if (raw == OptionalInt.class) {
            return tree == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact((Long) tree));
        }
        if (raw == OptionalLong.class) {
            return tree == null ? OptionalLong.empty() : OptionalLong.of((Long) tree);
        }
        if (tree == null) {
            return null;
        }
        if (tree instanceof List<?> items) {
            return ofList(items, raw, type);
        }
        return scalar(tree, raw);
    }

    private static Object scalar(Object tree, Class<?> raw) {
        if (raw == String.class
                || raw == boolean.class
                || raw == Boolean.class
                || raw == long.class
                || raw == Long.class) {
            return tree;
        }
        if (raw == int.class || raw == Integer.class) {
            return Math.toIntExact((Long) tree);
        }
        if (raw == double.class || raw == Double.class) {
            return ((Number) tree).doubleValue();
        }
        if (raw == BigDecimal.class) {
            return new BigDecimal((String) tree);
        }
        if (raw == Duration.class) {
            return Duration.ofNanos((Long) tree);
        }
        if (raw == Instant.class) {
            return tree.equals("") ? Instant.MAX : Instant.parse((String) tree);
        }
        if (raw == CpuSet.class) {
            return CpuSet.parse((String) tree).orElseThrow(() -> new JsonException("not a set of CPUs: " + tree));
        }
        for (Object constant : raw.isEnum() ? raw.getEnumConstants() : new Object[0]) {
            if (((Enum<?>) constant).name().equals(tree)) {
                return constant;
            }
        }
        throw new JsonException("not a " + raw.getSimpleName() + ": " + tree);
    }

    private static Object ofList(List<?> items, Class<?> raw, Type type) {
        if (raw == CpuTopology.class) {
            List<LogicalCpu> cpus = new ArrayList<>();
            items.forEach(item -> cpus.add((LogicalCpu) read(item, LogicalCpu.class)));
            return CpuTopology.of(cpus);
        }
        if (raw == Optional.class) {
            return items.isEmpty() ? Optional.empty() : Optional.ofNullable(read(items.getFirst(), argument(type, 0)));
        }
        if (raw == Map.class) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < items.size(); i += 2) {
                map.put(read(items.get(i), argument(type, 0)), read(items.get(i + 1), argument(type, 1)));
            }
            return map;
        }
        if (raw == List.class || raw == Set.class) {
            List<Object> values = new ArrayList<>();
            items.forEach(item -> values.add(read(item, argument(type, 0))));
            return raw == List.class ? values : new LinkedHashSet<>(values);
        }
        return record(items, raw, type);
    }

    private static Object record(List<?> items, Class<?> raw, Type type) {
        Class<?> kind = raw;
        int at = 0;
        if (raw.isInterface()) {
            kind = subtype(raw, (String) items.getFirst());
            at = 1;
        }
        Map<TypeVariable<?>, Type> bound = bound(kind, type);
        RecordComponent[] components = kind.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = read(items.get(at + i), resolve(components[i].getGenericType(), bound));
            types[i] = components[i].getType();
        }
        try {
            var constructor = kind.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new JsonException("not a " + kind.getSimpleName() + ": " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + kind, e);
        }
    }

    private static Class<?> subtype(Class<?> sealed, String name) {
        for (Class<?> permitted : permitted(sealed)) {
            if (permitted.getSimpleName().equals(name)) {
                return permitted;
            }
        }
        throw new JsonException("no " + sealed.getSimpleName() + " is called " + name);
    }

    private static List<Class<?>> permitted(Class<?> sealed) {
        Class<?>[] permitted = sealed.getPermittedSubclasses();
        if (permitted == null) {
            throw new IllegalStateException(sealed + " is not sealed");
        }
        return Arrays.asList(permitted);
    }

    static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> known -> known;
            case ParameterizedType parameterized -> raw(parameterized.getRawType());
            default -> Object.class;
        };
    }

    static Type argument(Type type, int index) {
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[index]
                : Object.class;
    }

    /** What the type variables of a record stand for where it is declared so; a subtype names its variables as its interface does. */
    static Map<TypeVariable<?>, Type> bound(Class<?> kind, Type declared) {
        Map<TypeVariable<?>, Type> bound = new HashMap<>();
        TypeVariable<?>[] variables = kind.getTypeParameters();
        for (int i = 0; i < variables.length; i++) {
            bound.put(variables[i], argument(declared, i));
        }
        return bound;
    }

    static Type resolve(Type type, Map<TypeVariable<?>, Type> bound) {
        if (type instanceof TypeVariable<?> variable) {
            return bound.getOrDefault(variable, Object.class);
        }
        if (!(type instanceof ParameterizedType parameterized) || bound.isEmpty()) {
            return type;
        }
        Type[] arguments = Arrays.stream(parameterized.getActualTypeArguments())
                .map(argument -> resolve(argument, bound))
                .toArray(Type[]::new);
        return new Applied(parameterized.getRawType(), arguments);
    }

    /** A generic type with its variables filled in. */
    private static final class Applied implements ParameterizedType {
        private final Type raw;
        private final Type[] arguments;

        Applied(Type raw, Type[] arguments) {
            this.raw = raw;
            this.arguments = arguments;
        }

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.clone();
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }
    }

    /** A number that changes with the names, types or order of the components of a record or of anything below it. */
    static String schema(Class<?> root) {
        Set<String> lines = new TreeSet<>();
        describe(root, lines);
        return Integer.toHexString(String.join("\n", lines).hashCode());
    }

    private static void describe(Type type, Set<String> lines) {
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                describe(argument, lines);
            }
        }
        Class<?> raw = raw(type);
        if (raw.isSealed() && raw.isInterface() && lines.add(raw.getName())) {
            permitted(raw).forEach(permitted -> describe(permitted, lines));
        }
        if (raw.isRecord()) {
            StringBuilder line = new StringBuilder(raw.getName());
            for (RecordComponent component : raw.getRecordComponents()) {
                line.append(' ')
                        .append(component.getName())
                        .append(':')
                        .append(component.getGenericType().getTypeName());
            }
            if (lines.add(line.toString())) {
                for (RecordComponent component : raw.getRecordComponents()) {
                    describe(component.getGenericType(), lines);
                }
            }
        }
    }
}
