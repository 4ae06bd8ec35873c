package io.sublet.agent.decide.watermark;

import io.sublet.model.reason.ReasonCode;

/** What a watermark rule does, and why. */
public enum WatermarkReason implements ReasonCode {
    WatermarkKept("The number is on the good side of the mark."),
    WatermarkPassed("The number has passed the mark, but not for long enough."),
    WatermarkUnknown("The number is not known, so the rule neither takes effect nor ends."),
    WatermarkInForce("The number has been on the bad side of the mark for long enough."),
    WatermarkEasing("The number is on the good side again; what was taken is given back step by step."),
    WatermarkCooling("The rule has ended; the node stays closed to batch until it has cooled down."),
    WatermarkDryRun("The rule is in force and would act, were it not for its dryRun."),
    WatermarkWithoutTarget("The rule is in force, but no pod of the node permits what it asks for.");

    private final String sentence;

    WatermarkReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
