package org.sspi4j.tools.demo;

/** What a step has to show. */
sealed interface Told {
    /** A sentence. */
    record Note(String text) implements Told {}

    /** Something that was checked, and held. */
    record Check(String claim) implements Told {}

    /** Something that was decided, for those who want to know all. */
    record Decided(String who, String sentence) implements Told {}

    /** Bytes that went from one to another. */
    record Sent(String from, String to, String what, byte[] bytes) implements Told {}
}
