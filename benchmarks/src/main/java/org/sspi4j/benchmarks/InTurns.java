package org.sspi4j.benchmarks;

/**
 * Work with something around it and the same without, in turns of some operations in one JVM: what counts is the difference. In two
 * JVMs it would be smaller than what their compilers make differently of the work that is in both.
 */
final class InTurns {
    /** The operations of each turn. */
    static final int TURN = 128;

    private InTurns() {}

    static void compare(Untimed.Work around, Untimed.Work alone) throws Exception {
        for (int i = 0; i < TURN; i++) {
            around.run();
        }
        Untimed.runAndTakeOff(() -> {
            for (int i = 0; i < TURN; i++) {
                alone.run();
            }
        });
    }
}
