package io.sublet.webhook.policy;

import io.sublet.webhook.review.Finding;
import io.sublet.webhook.selection.SelectorTree;
import java.util.List;

/** What is wrong with a selector, with paths from the root of its object. */
final class SelectorFindings {
    private SelectorFindings() {}

    static List<Finding> of(String path, SelectorTree selector) {
        return selector.flaws().stream()
                .map(flaw -> Finding.deny(
                        PolicyReason.SelectorInvalid,
                        flaw.path().isEmpty() ? path : path + "." + flaw.path(),
                        flaw.why()))
                .toList();
    }
}
