package io.sublet.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/** What Kubernetes accepts as keys and values of labels ("Labels and Selectors", syntax and character set). */
public final class LabelSyntax {
    private static final int NAME_LENGTH = 63;
    private static final int PREFIX_LENGTH = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private LabelSyntax() {}

    /** Why the text is no key of a label or an annotation, as one clause; empty if it is one. */
    public static Optional<String> flawOfKey(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        boolean prefixed = slash < 0
                || (slash <= PREFIX_LENGTH
                        && PREFIX.matcher(key.substring(0, slash)).matches());
        return prefixed && name.length() <= NAME_LENGTH && NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("'" + key + "' is no label key");
    }

    /** Why the text is no value of a label, as one clause; empty if it is one. */
    public static Optional<String> flawOfValue(String value) {
        return value.isEmpty()
                        || (value.length() <= NAME_LENGTH && NAME.matcher(value).matches())
                ? Optional.empty()
                : Optional.of("'" + value + "' is no label value");
    }
}
