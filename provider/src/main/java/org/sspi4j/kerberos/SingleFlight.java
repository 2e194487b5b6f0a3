package org.sspi4j.kerberos;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * One question of many callers is asked once: the first one asks, the others wait for what comes of it, suspended and without
 * a lock. A caller whose questions nobody answers any more is not waited for longer than the world would have taken; and whoever
 * waits, for one caller after the other perhaps, waits no longer than that in all.
 *
 * @param <K> what the question is about
 */
final class SingleFlight<K, V> {
    private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
    private final Duration patience;
    private final LongSupplier nanoTime;

    /** @param patience how long to wait for other callers */
    SingleFlight(Duration patience) {
        this(patience, System::nanoTime);
    }

    SingleFlight(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** What the work comes to: this caller's, or that of another one who began before and has not ended. */
    Step<V> of(K key, Step.Begin<V> work) throws SspiException {
        var mine = new CompletableFuture<V>();
        var theirs = flights.putIfAbsent(key, mine);
        return theirs == null
                ? watched(key, mine, work)
                : awaited(key, theirs, work, nanoTime.getAsLong() + patience.toNanos());
    }

    /** Somebody's who has waited: he asks now, or waits for another one who does, or asks beside him if there is no time to wait. */
    private Step<V> again(K key, Step.Begin<V> work, long deadline) throws SspiException {
        var mine = new CompletableFuture<V>();
        var theirs = flights.putIfAbsent(key, mine);
        if (theirs == null) {
            return watched(key, mine, work);
        }
        return deadline - nanoTime.getAsLong() <= 0 ? work.begin() : awaited(key, theirs, work, deadline);
    }

    private Step<V> awaited(K key, CompletableFuture<V> theirs, Step.Begin<V> work, long deadline) throws SspiException {
        return Step.either(() -> Step.ask(new Need.Awaited<>(() -> landing(theirs, deadline))), failure -> {
            // That the other call broke down or was cancelled is no answer to the question.
            if (failure.status() == SecurityStatus.SEC_E_INTERNAL_ERROR && theirs.isDone()) {
                return Step.of(Optional.empty());
            }
            // Failures are shared; each caller throws its own.
            throw failure.withDecisions(failure.decisions());
        }).then(landed -> {
            if (landed.isPresent()) {
                return Step.of(landed.get());
            }
            flights.remove(key, theirs);
            return again(key, work, deadline);
        });
    }

    /** The work, unless somebody is at it. */
    Optional<Step<V>> ifNobodyElse(K key, Step.Begin<V> work) throws SspiException {
        var mine = new CompletableFuture<V>();
        return flights.putIfAbsent(key, mine) == null ? Optional.of(watched(key, mine, work)) : Optional.empty();
    }

    /** Empty when patience ends first. */
    private CompletableFuture<Optional<V>> landing(CompletableFuture<V> flight, long deadline) {
        long left = Math.max(0, deadline - nanoTime.getAsLong());
        return flight.thenApply(Optional::of).completeOnTimeout(Optional.empty(), left, TimeUnit.NANOSECONDS);
    }

    /** Goes on with the work, and tells those who wait when it ends, in whichever way. */
    private Step<V> watched(K key, CompletableFuture<V> flight, Step.Begin<V> work) throws SspiException {
        boolean aloft = false;
        try {
            var step = work.begin();
            aloft = step instanceof Step.Ask<?, V>;
            return aloft ? watchedAsked(key, flight, (Step.Ask<?, V>) step) : landed(key, flight, (Step.Ready<V>) step);
        } catch (SspiException e) {
            flights.remove(key, flight);
            flight.completeExceptionally(isTooLate(e) ? brokenDown() : e);
            throw e;
        } finally {
            if (!aloft && !flight.isDone()) {
                flights.remove(key, flight);
                flight.completeExceptionally(brokenDown());
            }
        }
    }

    /** Whoever asks for others may have less time than they: that it was too short is no answer to their question. */
    private static boolean isTooLate(SspiException failure) {
        return failure.getCause() instanceof TimeoutException;
    }

    private static SspiException brokenDown() {
        return new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "The call that asked on behalf of this one broke down");
    }

    private Step<V> landed(K key, CompletableFuture<V> flight, Step.Ready<V> result) {
        flights.remove(key, flight);
        flight.complete(result.value());
        return result;
    }

    private <A> Step<V> watchedAsked(K key, CompletableFuture<V> flight, Step.Ask<A, V> ask) {
        return new Step.Ask<>(
                ask.need(),
                answer -> watched(key, flight, () -> ask.resume().apply(answer)),
                failure -> watched(key, flight, () -> ask.failed().apply(failure)));
    }
}
