package io.sublet.manager.kube.watch;

import io.sublet.protocol.json.JsonObject;
import java.util.Collection;

/** What is kept of the objects of a kind. Called by one thread at a time, which reads the network: it must be quick. */
public interface Records {
    /**
     * An object that is new, has changed, or is listed again.
     *
     * @param key namespace and name with a slash between them, or the name
     */
    void put(String key, JsonObject object);

    /** An object that is gone; it need not be known. */
    void remove(String key);

    /** The keys of what is known, in a collection that may change meanwhile. */
    Collection<String> keys();
}
