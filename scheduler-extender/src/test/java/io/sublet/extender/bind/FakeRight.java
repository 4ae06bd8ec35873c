package io.sublet.extender.bind;

/** A right that the test gives and takes. */
final class FakeRight implements BindRight {
    boolean held = true;
    boolean wanted;

    @Override
    public void want() {
        wanted = true;
    }

    @Override
    public boolean isHeld() {
        return held;
    }

    @Override
    public boolean await(long deadline) {
        return held;
    }

    @Override
    public String obstacle() {
        return held ? "" : "another extender binds";
    }
}
