package org.sspi4j.tools.demo;

/** Something that the demo was to show is not so. */
final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    StepFailedException(String sentence) {
        super(sentence);
    }
}
