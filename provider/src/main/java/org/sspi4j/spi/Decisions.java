package org.sspi4j.spi;

import org.sspi4j.api.Decision;

/**
 * Where a package notes what it decides, for {@link org.sspi4j.api.CtxtHandle#decisions()}. Noting costs next to nothing: the
 * sentence is put together when somebody reads it.
 */
@FunctionalInterface
public interface Decisions {
    /** Forgets everything. */
    Decisions NOWHERE = (about, sentence, values) -> {};

    /**
     * @param sentence one sentence, with a {@code {}} in the place of each value
     * @param values kept until the sentence is read: small, immutable, and no secret in their {@code toString}
     */
    void note(Decision.About about, String sentence, Object... values);
}
