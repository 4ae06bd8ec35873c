package io.sublet.agent.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes records in the form of {@link RecordCodec}. What reflection has to say of a kind of record is asked once. */
final class RecordWriter {
    /**
     * A component of a record.
     *
     * @param isOpen whether the type names variables of the record
     */
    private record Part(Method accessor, Type type, boolean isOpen) {}

    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> kind) {
            List<Part> parts = new ArrayList<>();
            for (RecordComponent component : kind.getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                Type type = component.getGenericType();
                parts.add(new Part(component.getAccessor(), type, isOpen(type)));
            }
            return List.copyOf(parts);
        }
    };

    private final JsonGenerator to;

    RecordWriter(JsonGenerator to) {
        this.to = to;
    }

    /** Writes a value that is declared so. */
    void write(@Nullable Object value, Type type) throws IOException {
        switch (value) {
            case null -> to.writeNull();
            case String text -> to.writeString(text);
            case Boolean flag -> to.writeBoolean(flag);
            case Integer number -> to.writeNumber(number);
            case Long number -> to.writeNumber(number);
            case Double number -> to.writeNumber(number);
            case BigDecimal number -> to.writeString(number.toString());
            case Enum<?> constant -> to.writeString(constant.name());
            case Duration duration -> to.writeNumber(duration.toNanos());
            case Instant instant -> to.writeString(instant.equals(Instant.MAX) ? "" : instant.toString());
            case CpuSet cpus -> to.writeString(cpus.toString());
            case CpuTopology topology -> list(topology.cpus(), LogicalCpu.class);
            case Optional<?> optional ->
                list(optional.isPresent() ? List.of(optional.get()) : List.of(), RecordCodec.argument(type, 0));
            case OptionalInt optional -> optional(optional.isPresent(), optional.orElse(0));
            case OptionalLong optional -> optional(optional.isPresent(), optional.orElse(0));
            case Iterable<?> items -> list(items, RecordCodec.argument(type, 0));
            case Map<?, ?> map -> pairs(map, type);
            case Record fields -> fields(fields, type);
            default -> throw new IllegalStateException("no form for " + value.getClass());
        }
    }

    private void optional(boolean isPresent, long number) throws IOException {
        if (isPresent) {
            to.writeNumber(number);
        } else {
            to.writeNull();
        }
    }

    private void list(Iterable<?> items, Type type) throws IOException {
        to.writeStartArray();
        for (Object item : items) {
            write(item, type);
        }
        to.writeEndArray();
    }

    private void pairs(Map<?, ?> map, Type type) throws IOException {
        Type keys = RecordCodec.argument(type, 0);
        Type values = RecordCodec.argument(type, 1);
        to.writeStartArray();
        for (Map.Entry<?, ?> pair : map.entrySet()) {
            write(pair.getKey(), keys);
            write(pair.getValue(), values);
        }
        to.writeEndArray();
    }

    private void fields(Record record, Type declared) throws IOException {
        Class<?> kind = record.getClass();
        to.writeStartArray();
        if (RecordCodec.raw(declared).isInterface()) {
            to.writeString(kind.getSimpleName());
        }
        for (Part part : PARTS.get(kind)) {
            Type type = part.isOpen ? RecordCodec.resolve(part.type, RecordCodec.bound(kind, declared)) : part.type;
            write(read(part.accessor, record), type);
        }
        to.writeEndArray();
    }

    private static @Nullable Object read(Method accessor, Record record) {
        try {
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + accessor, e);
        }
    }

    private static boolean isOpen(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                if (isOpen(argument)) {
                    return true;
                }
            }
        }
        return type instanceof TypeVariable<?>;
    }
}
