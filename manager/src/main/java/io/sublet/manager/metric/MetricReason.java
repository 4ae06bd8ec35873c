package io.sublet.manager.metric;

import io.sublet.model.reason.ReasonCode;

/** Why a NodeMetric is written or not. */
public enum MetricReason implements ReasonCode {
    NoNodeMetric("The node has no NodeMetric."),
    PolicyDiffers("The NodeMetric asks for something else than the strategy."),
    PolicyInPlace("The NodeMetric asks for what the strategy says."),
    StrategyUnavailable("The strategy cannot be read, so the NodeMetric stays as it is."),
    NodeGone("The node is gone.");

    private final String sentence;

    MetricReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
