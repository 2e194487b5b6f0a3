package org.sspi4j.api;

import java.io.Serializable;
import java.util.Objects;

/**
 * One thing that was decided on the way to a context, or why something else was not: an entry of
 * {@link CtxtHandle#decisions()}, {@link CredHandle#decisions()} and {@link SspiException#decisions()}. For people who ask
 * why; programs compare statuses.
 *
 * @param about what was decided
 * @param sentence one sentence in one line, which carries no secret; characters that would end the line become {@code ?}
 */
public record Decision(About about, String sentence) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What decisions are about. */
    public enum About {
        /** Whose credentials are used, and where they were found. */
        CREDENTIAL,
        /** Which realm a name belongs to, and the way there. */
        REALM,
        /** Which service name a target stands for. */
        TARGET,
        /** A KDC that was asked, what it answered, and when. */
        KDC,
        /** A ticket that was found, fetched, renewed or passed over. */
        TICKET,
        /** A key: of which type and version, from where. */
        KEY,
        /** Clocks. */
        TIME,
        /** What the peer asked for or offered. */
        PEER,
        /** Another way that was taken because the first one failed. */
        FALLBACK
    }

    public Decision {
        Objects.requireNonNull(about, "about");
        sentence = OneLine.of(Objects.requireNonNull(sentence, "sentence"));
    }

    @Override
    public String toString() {
        return about + " " + sentence;
    }
}
