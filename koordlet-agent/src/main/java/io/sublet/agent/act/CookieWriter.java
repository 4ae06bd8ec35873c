package io.sublet.agent.act;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Step;
import io.sublet.agent.kernel.CoreScheduling;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.observe.core.ProcessCookie;
import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives processes cookies of core scheduling, and takes those away again that it gave. What it gave is not on disk: a cookie is gone with
 * its last process, and after a crash it keeps what it did.
 */
public final class CookieWriter {
    private final CoreScheduling cores;
    private final Set<Long> given = new HashSet<>();

    public CookieWriter(CoreScheduling cores) {
        this.cores = cores;
    }

    /** Carries out those steps that concern cookies, in their order. */
    public List<Outcome> apply(List<Step> steps) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Action.SetCookie(long pid, Action.Cookie cookie, var reason)) {
                outcomes.add(outcome(step, write(pid, cookie), pid));
            }
        }
        return outcomes;
    }

    private FileResult write(long pid, Action.Cookie cookie) {
        return switch (cookie) {
            case Action.Cookie.New() -> cores.create(pid);
            case Action.Cookie.Of(long from) -> cores.share(from, pid);
            case Action.Cookie.None() -> cores.clear(pid);
        };
    }

    private Outcome outcome(Step step, FileResult result, long pid) {
        return switch (result) {
            case FileResult.Gone() -> new Outcome.Gone(step);
            case FileResult.Refused refused -> new Outcome.Rejected(step, refused.cause());
            case FileResult.Done() -> {
                if (cores.cookie(pid) instanceof Reading.Value<Long>(Long cookie)
                        && cookie != CoreScheduling.NO_COOKIE) {
                    given.add(cookie);
                }
                yield new Outcome.Applied(step, "");
            }
        };
    }

    /** Whether there may be something to take away. */
    public boolean hasGiven() {
        return !given.isEmpty();
    }

    /** Takes what was given away from all processes of pods. */
    public void giveBack(List<ProcessCookie> processes) {
        for (ProcessCookie process : processes) {
            if (given.contains(process.cookie())) {
                cores.clear(process.pid());
            }
        }
        given.clear();
    }
}
