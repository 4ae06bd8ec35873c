package io.sublet.manager.view;

/** The extended resources that a Node's status shows now. The scheduler reads allocatable, kubelets derive it from capacity. */
public record Published(ExtendedResources capacity, ExtendedResources allocatable) {
    public static final Published NONE = new Published(ExtendedResources.NONE, ExtendedResources.NONE);

    /** The same amounts in both lists, as the manager writes them. */
    public static Published of(ExtendedAmounts amounts) {
        return new Published(ExtendedResources.of(amounts), ExtendedResources.of(amounts));
    }

    public boolean isNone() {
        return equals(NONE);
    }
}
