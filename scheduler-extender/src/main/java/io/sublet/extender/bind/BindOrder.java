package io.sublet.extender.bind;

import io.sublet.model.pod.PodRef;

/** What the scheduler wants bound. */
public record BindOrder(PodRef pod, String node) {}
