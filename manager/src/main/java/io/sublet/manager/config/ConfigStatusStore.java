package io.sublet.manager.config;

import io.sublet.manager.reconcile.Outcome;
import io.sublet.model.reading.Reading;

/** Where the status of the configuration is kept: an object in the cluster. */
public interface ConfigStatusStore {
    /** The text that was written last, empty where there is no object; missing if it could not be asked for. */
    Reading<String> read();

    /** Replaces the text; creates the object if there is none. */
    Outcome write(String text);
}
