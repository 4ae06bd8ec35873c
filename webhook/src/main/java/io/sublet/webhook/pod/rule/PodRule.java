package io.sublet.webhook.pod.rule;

import io.sublet.model.reason.ReasonCode;
import java.util.Locale;

/** The rules about pods, each with what it does unless it is set otherwise. Refused is what Koordinator refuses too. */
public enum PodRule implements ReasonCode {
    ReservedAnnotation("an annotation is reserved for Koordinator's scheduler", Level.DENY),
    QosClassImmutable("the QoS class of a pod does not change", Level.DENY),
    PriorityClassImmutable("the priority class of a pod does not change", Level.DENY),
    SubPriorityImmutable("the priority within the class does not change", Level.DENY),
    BatchNeedsBestEffort("batch resources are for QoS class BE", Level.DENY),
    WholeCpus("QoS classes LSR and LSE ask for whole CPUs", Level.DENY),
    ForbiddenPair("QoS class and priority class exclude each other", Level.DENY),
    RequestAboveLimit("a request of reclaimed resources is at most the limit", Level.DENY),
    OddPair("QoS class and priority class hardly go together", Level.WARN),
    MixedResources("a pod asks for native or for reclaimed resources, not for both", Level.WARN),
    NativeBestEffort("a pod of QoS class BE asks for reclaimed resources", Level.WARN),
    ResourcesOfOtherClass("reclaimed resources are for pods of their priority class", Level.WARN),
    UnknownLabelValue("a label has a value that nobody reads", Level.WARN),
    CpusClaimed("CPUs of its own are given to a pod by the scheduler, not brought along", Level.WARN);

    /** What follows when a rule is broken. */
    public enum Level {
        DENY,
        WARN,
        OFF
    }

    private final String sentence;
    private final Level normally;

    PodRule(String sentence, Level normally) {
        this.sentence = sentence;
        this.normally = normally;
    }

    @Override
    public String sentence() {
        return sentence;
    }

    /** Unless it is set otherwise. */
    public Level normally() {
        return normally;
    }

    /** The name in settings, as {@code mixed-resources}. */
    public String setting() {
        return name().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
