package io.sublet.extender.cluster;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.sublet.crds.cluster.EventWriter;
import io.sublet.crds.cluster.WarningEvent;
import io.sublet.extender.ledger.ClaimFault;
import io.sublet.extender.ledger.Complaints;
import io.sublet.model.pod.PodRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Complaints as one Kubernetes event each. */
public final class PodComplaints implements Complaints {
    private static final Logger log = LoggerFactory.getLogger(PodComplaints.class);

    private final EventWriter events;

    public PodComplaints(EventWriter events) {
        this.events = events;
    }

    @Override
    public void about(PodRef pod, ClaimFault fault, String note) {
        log.warn("{} pod={} note={}", fault.sentence(), pod, note);
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid())
                .build();
        events.warn(new WarningEvent(about, fault.name(), note), pod.uid() + " " + note);
    }
}
