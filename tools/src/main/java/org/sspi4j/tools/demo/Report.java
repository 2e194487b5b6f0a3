package org.sspi4j.tools.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the service tells the demo, a line of JSON: an event and its facts. */
record Report(String event, Map<String, Object> facts) {
    /** The event of a service that cannot go on; {@code text} says why. */
    static final String FAILURE = "failure";

    private static final String EVENT = "event";

    static Report of(String event) {
        return new Report(event, new LinkedHashMap<>());
    }

    static Report parse(String line) throws IOException {
        var facts = JSON.std.mapFrom(line);
        return new Report(String.valueOf(facts.remove(EVENT)), facts);
    }

    Report with(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    String text(String name) {
        return String.valueOf(facts.get(name));
    }

    List<?> list(String name) {
        return facts.get(name) instanceof List<?> list ? list : List.of();
    }

    String line() throws IOException {
        var line = new LinkedHashMap<String, Object>();
        line.put(EVENT, event);
        line.putAll(facts);
        return JSON.std.asString(line);
    }
}
