package org.sspi4j.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a test shows, and against whom: its cells in the table of {@link InteropMatrix}. On a class it holds for the tests without
 * one of their own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Shows {
    /**
     * A feature: a row; {@code {}} in it is the display name of the invocation, so that there is a row for each, and {@code {a.name}} the
     * system property a.name.
     */
    String value();

    /** None on a method: those of its class. Where an invocation has the name of a peer, that one alone. */
    Peer[] against() default {};
}
