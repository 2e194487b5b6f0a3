package org.sspi4j.secur32;

import java.time.Instant;

/** A JVM in a time zone of its own: what it says of a moment. */
public final class LocalTimeElsewhere {
    private LocalTimeElsewhere() {}

    public static void main(String[] moments) {
        for (var moment : moments) {
            System.out.println(CredentialCalls.local(Instant.parse(moment)).value());
        }
    }
}
