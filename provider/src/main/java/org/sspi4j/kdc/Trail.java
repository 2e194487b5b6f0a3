package org.sspi4j.kdc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who was asked, how, and what came of it after how long: in the order in which they were asked. */
final class Trail {
    private final List<Entry> entries = new ArrayList<>();

    /** One server asked over one carrier, or a look-up. */
    static final class Entry {
        private final String server;
        private final long begun;
        private String outcome = "";
        private long ended;

        private Entry(String server, long begun) {
            this.server = server;
            this.begun = begun;
        }

        void came(String outcome, long now) {
            this.outcome = outcome;
            this.ended = now;
        }

        @Override
        public String toString() {
            return server + ": " + outcome + " (" + TimeUnit.NANOSECONDS.toMillis(ended - begun) + " ms)";
        }
    }

    Entry asking(String server, long now) {
        var entry = new Entry(server, now);
        entries.add(entry);
        return entry;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** What came of each, for people. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var entry : entries) {
            if (!entry.outcome.isEmpty()) {
                text.append(text.isEmpty() ? "" : "; ").append(entry);
            }
        }
        return text.toString();
    }
}
