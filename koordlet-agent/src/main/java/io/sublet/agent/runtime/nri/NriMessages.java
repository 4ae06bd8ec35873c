package io.sublet.agent.runtime.nri;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.runtime.AskedResources;
import io.sublet.agent.runtime.ContainerRequest;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The messages of pkg/api/api.proto, as far as a plugin that sets resources needs them. */
final class NriMessages {
    static final String PLUGIN_SERVICE = "nri.pkg.api.v1alpha1.Plugin";
    static final String RUNTIME_SERVICE = "nri.pkg.api.v1alpha1.Runtime";

    private NriMessages() {}

    /** RegisterPluginRequest. */
    static byte[] register(String name, String index) {
        return new ProtoWriter().text(1, name).text(2, index).done();
    }

    /** ConfigureResponse. */
    static byte[] subscription(int events) {
        return new ProtoWriter().varint(2, events).done();
    }

    /** SynchronizeResponse. */
    static byte[] synchronizedAnswer(boolean more) {
        return new ProtoWriter().varint(2, more ? 1 : 0).done();
    }

    /** Who runs the other side. */
    record RuntimeName(String name, String version) {
        @Override
        public String toString() {
            return name + " " + version;
        }
    }

    /** ConfigureRequest. */
    static RuntimeName runtime(byte[] payload) throws MalformedMessageException {
        ProtoReader fields = new ProtoReader(payload);
        String name = "";
        String version = "";
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 2 -> name = fields.text();
                case 3 -> version = fields.text();
                default -> {}
            }
        }
        return new RuntimeName(name, version);
    }

    /** Whether a SynchronizeRequest has more to follow. */
    static boolean hasMore(byte[] payload) throws MalformedMessageException {
        ProtoReader fields = new ProtoReader(payload);
        boolean more = false;
        for (int field = fields.next(); field != 0; field = fields.next()) {
            more |= field == 3 && fields.varint() != 0;
        }
        return more;
    }

    /**
     * A message about a container.
     *
     * @param event number of a StateChangeEvent, else 0
     * @param asked of an update, what is to change; of anything else what the container has
     */
    record Told(long event, Pod pod, Container container, AskedResources asked) {
        ContainerRequest request(ContainerRequest.Kind kind, String runtime) {
            return new ContainerRequest(
                    kind, pod.uid, pod.namespace + "/" + pod.name, idOf(runtime), container.name, asked);
        }

        /** The id as the API server shows it. */
        String idOf(String runtime) {
            return runtime + "://" + container.id;
        }
    }

    record Pod(String name, String uid, String namespace) {}

    record Container(String id, String name, AskedResources has) {}

    /** CreateContainerRequest, and the requests of the calls that newer runtimes have for an event: the pod, the container. */
    static Told told(byte[] payload) throws MalformedMessageException {
        return told(payload, 0, 1, 2, 0);
    }

    /** UpdateContainerRequest. */
    static Told update(byte[] payload) throws MalformedMessageException {
        return told(payload, 0, 1, 2, 3);
    }

    /** StateChangeEvent. */
    static Told stateChange(byte[] payload) throws MalformedMessageException {
        return told(payload, 1, 2, 3, 0);
    }

    private static Told told(byte[] payload, int eventField, int podField, int containerField, int resourcesField)
            throws MalformedMessageException {
        ProtoReader fields = new ProtoReader(payload);
        long event = 0;
        Pod pod = new Pod("", "", "");
        Container container = new Container("", "", AskedResources.NOTHING);
        AskedResources update = AskedResources.NOTHING;
        for (int field = fields.next(); field != 0; field = fields.next()) {
            if (field == podField) {
                pod = pod(fields.message());
            } else if (field == containerField) {
                container = container(fields.message());
            } else if (field == eventField) {
                event = fields.varint();
            } else if (field == resourcesField) {
                update = resources(fields.message());
            }
        }
        return new Told(event, pod, container, resourcesField == 0 ? container.has : update);
    }

    private static Pod pod(ProtoReader fields) throws MalformedMessageException {
        String name = "";
        String uid = "";
        String namespace = "";
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 2 -> name = fields.text();
                case 3 -> uid = fields.text();
                case 4 -> namespace = fields.text();
                default -> {}
            }
        }
        return new Pod(name, uid, namespace);
    }

    private static Container container(ProtoReader fields) throws MalformedMessageException {
        String id = "";
        String name = "";
        AskedResources has = AskedResources.NOTHING;
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> id = fields.text();
                case 3 -> name = fields.text();
                case 11 -> has = ofLinux(fields.message());
                default -> {}
            }
        }
        return new Container(id, name, has);
    }

    private static AskedResources ofLinux(ProtoReader fields) throws MalformedMessageException {
        AskedResources has = AskedResources.NOTHING;
        for (int field = fields.next(); field != 0; field = fields.next()) {
            if (field == 3) {
                has = resources(fields.message());
            }
        }
        return has;
    }

    /** LinuxResources. */
    private static AskedResources resources(ProtoReader fields) throws MalformedMessageException {
        Cpu cpu = new Cpu(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), "");
        OptionalLong memory = OptionalLong.empty();
        Map<String, String> unified = new TreeMap<>();
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> memory = memory(fields.message());
                case 2 -> cpu = cpu(fields.message());
                case 6 -> {
                    Map.Entry<String, String> entry = fields.entry();
                    unified.put(entry.getKey(), entry.getValue());
                }
                default -> {}
            }
        }
        return new AskedResources(cpu.shares, cpu.quota, cpu.period, cpu.cpus, memory, unified);
    }

    private record Cpu(OptionalLong shares, OptionalLong quota, OptionalLong period, String cpus) {}

    private static Cpu cpu(ProtoReader fields) throws MalformedMessageException {
        OptionalLong shares = OptionalLong.empty();
        OptionalLong quota = OptionalLong.empty();
        OptionalLong period = OptionalLong.empty();
        String cpus = "";
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> shares = amount(fields);
                case 2 -> quota = amount(fields);
                case 3 -> period = amount(fields);
                case 6 -> cpus = fields.text();
                default -> {}
            }
        }
        return new Cpu(shares, quota, period, cpus);
    }

    /** The limit of LinuxMemory. */
    private static OptionalLong memory(ProtoReader fields) throws MalformedMessageException {
        OptionalLong limit = OptionalLong.empty();
        for (int field = fields.next(); field != 0; field = fields.next()) {
            if (field == 1) {
                limit = amount(fields);
            }
        }
        return limit;
    }

    /** The kubelet writes zero for what it does not ask for. */
    private static OptionalLong amount(ProtoReader fields) throws MalformedMessageException {
        long amount = fields.wrapped();
        return amount == 0 ? OptionalLong.empty() : OptionalLong.of(amount);
    }

    /** CreateContainerResponse. */
    static byte[] adjustment(Map<Knob, KnobValue> values, CgroupVersion version) {
        ProtoWriter out = new ProtoWriter();
        if (!values.isEmpty()) {
            out.message(
                    1,
                    adjust -> adjust.message(
                            6, linux -> linux.message(2, resources -> write(values, version, resources))));
        }
        return out.done();
    }

    /**
     * UpdateContainerResponse.
     *
     * @param id the runtime's own, without which the answer means nothing to it
     */
    static byte[] update(String id, Map<Knob, KnobValue> values, CgroupVersion version) {
        ProtoWriter out = new ProtoWriter();
        if (!values.isEmpty()) {
            out.message(
                    1,
                    update -> update.text(1, id)
                            .message(2, linux -> linux.message(1, resources -> write(values, version, resources))));
        }
        return out.done();
    }

    private static void write(Map<Knob, KnobValue> values, CgroupVersion version, ProtoWriter resources) {
        resources.message(2, cpu -> {
            if (version == CgroupVersion.V1 && values.get(Knob.CPU_SHARES) instanceof KnobValue.Whole(long shares)) {
                cpu.wrapped(1, shares);
            }
            if (values.get(Knob.CPU_QUOTA) instanceof KnobValue.Quota(var quota)) {
                cpu.wrapped(2, quota.micros());
            }
            if (values.get(Knob.CPUSET) instanceof KnobValue.Cpus(var cpus)) {
                cpu.text(6, cpus.toString());
            }
        });
        if (version == CgroupVersion.V2) {
            resources.entries(6, files(values, version));
        }
    }

    /**
     * What has no field of its own; the weight, which runtimes do not all make of shares in the same way; the limit of memory, with which a runtime
     * would forbid swap.
     */
    private static Map<String, String> files(Map<Knob, KnobValue> values, CgroupVersion version) {
        Map<String, String> files = new TreeMap<>();
        values.forEach((knob, value) -> {
            switch (knob) {
                case CPU_QUOTA, CPUSET -> {}
                default -> files.put(knob.file(version), knob.render(value, version));
            }
        });
        return files;
    }
}
