package io.sublet.agent.decide;

/** The smallest thing that is carried out and reported as one: a write, or an action that is one by itself. */
public interface Step {
    /** What it is for. */
    Action action();

    /** What it is done to, for a person: a knob of a group, a pod. */
    String target();

    /** What is to become of that, for a person. */
    String wanted();
}
