package io.sublet.cli.check;

/**
 * One thing that was looked at.
 *
 * @param area {@code cluster}, {@code programs}, {@code nodes}, {@code conflicts}, {@code webhook} or {@code rights}
 * @param text one clause
 */
public record Finding(Level level, String area, String text) {
    /** How bad it is. */
    public enum Level {
        OK,
        /** Worth knowing. */
        NOTE,
        /** Works, but not as well as it could. */
        WARN,
        /** Does not work, or does harm. */
        FAIL;

        /** As people and programs read it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Finding ok(String area, String text) {
        return new Finding(Level.OK, area, text);
    }

    static Finding note(String area, String text) {
        return new Finding(Level.NOTE, area, text);
    }

    static Finding warn(String area, String text) {
        return new Finding(Level.WARN, area, text);
    }

    static Finding fail(String area, String text) {
        return new Finding(Level.FAIL, area, text);
    }

    /** Whether somebody should act on it. */
    public boolean isBad() {
        return level == Level.WARN || level == Level.FAIL;
    }
}
