package org.sspi4j.spi;

import org.sspi4j.api.SspiException;

/**
 * A result, or a question to the world and what to do with the answer. Because questions are data, the same protocol runs
 * blocking and non-blocking, and a test answers with a lambda.
 *
 * <pre>{@code
 * return Step.ask(new Need.Kdc(config, realm, asReq.wire()))
 *         .then(reply -> onAsRep(asReq, reply));
 * }</pre>
 */
public sealed interface Step<T> {
    /** The result. */
    record Ready<T>(T value) implements Step<T> {}

    /**
     * A question.
     *
     * @param resume what to do with the answer
     * @param failed what to do if there is none; by default the failure goes on
     */
    record Ask<A, T>(Need<A> need, Then<A, Step<T>> resume, Then<SspiException, Step<T>> failed) implements Step<T> {
        /** Answers the question: world and answer have the type that the need says. */
        public Step<T> answer(Answers world) throws SspiException {
            A answer;
            try {
                answer = world.to(need);
            } catch (SspiException e) {
                return failed.apply(e);
            }
            return resume.apply(answer);
        }
    }

    /** A function that may fail with a status. */
    @FunctionalInterface
    interface Then<A, B> {
        B apply(A value) throws SspiException;
    }

    /** Something to begin with that may fail with a status. */
    @FunctionalInterface
    interface Begin<T> {
        Step<T> begin() throws SspiException;
    }

    /** Whoever answers questions. */
    @FunctionalInterface
    interface Answers {
        <A> A to(Need<A> need) throws SspiException;
    }

    static <T> Step<T> of(T value) {
        return new Ready<>(value);
    }

    static <A> Step<A> ask(Need<A> need) {
        return new Ask<>(need, Step::of, failure -> {
            throw failure;
        });
    }

    /** Goes on with a result, when there is one. */
    default <R> Step<R> then(Then<T, Step<R>> next) throws SspiException {
        if (this instanceof Ready<T> ready) {
            return next.apply(ready.value());
        }
        return thenAsked((Ask<?, T>) this, next);
    }

    private static <A, T, R> Step<R> thenAsked(Ask<A, T> ask, Then<T, Step<R>> next) {
        return new Ask<>(
                ask.need(),
                answer -> ask.resume().apply(answer).then(next),
                failure -> ask.failed().apply(failure).then(next));
    }

    /**
     * Begins with {@code first}; if it fails, now or after any of its questions, goes on with what {@code otherwise} makes of
     * the failure.
     */
    static <T> Step<T> either(Begin<T> first, Then<SspiException, Step<T>> otherwise) throws SspiException {
        Step<T> step;
        try {
            step = first.begin();
        } catch (SspiException e) {
            return otherwise.apply(e);
        }
        return step instanceof Ask<?, T> ask ? eitherAsked(ask, otherwise) : step;
    }

    private static <A, T> Step<T> eitherAsked(Ask<A, T> ask, Then<SspiException, Step<T>> otherwise) {
        return new Ask<>(
                ask.need(),
                answer -> either(() -> ask.resume().apply(answer), otherwise),
                failure -> either(() -> ask.failed().apply(failure), otherwise));
    }
}
