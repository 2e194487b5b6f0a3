package org.sspi4j.tools.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Runs steps and shows each when it is done. The first that fails is the last. */
final class Steps {
    private final Screen screen;
    private final LongSupplier nanos;
    private int number;

    /** @param nanos a clock, as {@link System#nanoTime} is one */
    Steps(Screen screen, LongSupplier nanos) {
        this.screen = screen;
        this.nanos = nanos;
    }

    /** What a step does; it fails if anything is thrown. */
    @FunctionalInterface
    interface Body<T> {
        T run(Telling telling) throws Exception;
    }

    /** The same without a result. */
    @FunctionalInterface
    interface Action {
        void run(Telling telling) throws Exception;
    }

    /** How a step says what it does. */
    final class Telling {
        private final List<Told> told = new ArrayList<>();

        private Telling() {}

        void note(String text) {
            told.add(new Told.Note(text));
        }

        void sent(String from, String to, String what, byte[] bytes) {
            told.add(new Told.Sent(from, to, what, bytes.clone()));
        }

        void decided(String who, List<String> decisions) {
            decisions.forEach(decision -> told.add(new Told.Decided(who, decision)));
        }

        /**
         * @param claim what holds
         * @throws StepFailedException if it does not
         */
        void check(String claim, boolean holds) throws StepFailedException {
            if (!holds) {
                throw new StepFailedException("It does not hold that " + claim);
            }
            told.add(new Told.Check(claim));
        }

        /** The same for two values that are to be equal. */
        void equal(String what, Object expected, Object found) throws StepFailedException {
            if (!expected.equals(found)) {
                throw new StepFailedException(what + ": " + shown(found) + ", and should be " + shown(expected));
            }
            told.add(new Told.Check(what + ": " + shown(found)));
        }

        private static String shown(Object value) {
            return value instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    : String.valueOf(value);
        }
    }

    /** @throws StepFailedException if it failed; that is shown already */
    <T> T step(String title, Body<T> body) throws StepFailedException {
        number++;
        screen.working(number, title);
        var telling = new Telling();
        long began = nanos.getAsLong();
        try {
            var result = body.run(telling);
            screen.passed(number, title, since(began), telling.told);
            return result;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            var why = sentence(e);
            screen.failed(number, title, since(began), telling.told, why);
            throw new StepFailedException("Step " + number + " failed: " + title + ": " + why);
        }
    }

    /** The same without a result. */
    void act(String title, Action action) throws StepFailedException {
        Body<Void> body = telling -> {
            action.run(telling);
            return null;
        };
        step(title, body);
    }

    /** Says what came of it all. */
    void allHeld() {
        screen.end(true, "All " + number + " steps held.");
    }

    private Duration since(long began) {
        return Duration.ofNanos(nanos.getAsLong() - began);
    }

    private static String sentence(Throwable e) {
        if (e instanceof StepFailedException) {
            return e.getMessage();
        }
        var name = e.getClass().getSimpleName();
        var own = e.getMessage() == null ? name : name + ": " + e.getMessage();
        var cause = e.getCause();
        boolean said = cause == null || cause.getMessage() == null || own.contains(cause.getMessage());
        return said ? own : own + ", because " + sentence(cause);
    }
}
