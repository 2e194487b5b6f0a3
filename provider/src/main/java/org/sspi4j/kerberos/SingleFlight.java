package org.sspi4j.kerberos;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * One question of many callers is asked once: the first one asks, the others wait for what comes of it, suspended and without
 * a lock. A caller whose questions nobody answers any more is not waited for longer than the world would have taken.
 *
 * @param <K> what the question is about
 */
final class SingleFlight<K, V> {
    private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
    private final Duration patience;

    /** @param patience how long to wait for another caller */
    SingleFlight(Duration patience) {
        this.patience = patience;
    }

    /** What the work comes to: this caller's, or that of another one who began before and has not ended. */
    Step<V> of(K key, Step.Begin<V> work) throws SspiException {
        var mine = new CompletableFuture<V>();
        var theirs = flights.putIfAbsent(key, mine);
        if (theirs == null) {
            return watched(key, mine, work);
        }
        return Step.either(() -> Step.ask(new Need.Suspendable<>(() -> landing(theirs))), failure -> {
            // That the other call broke down or was cancelled is no answer to the question.
            if (failure.status() == SecurityStatus.SEC_E_INTERNAL_ERROR && theirs.isDone()) {
                return Step.of(Optional.empty());
            }
            // Failures are shared; each caller throws its own.
            throw new SspiException(failure.status(), failure.getMessage(), failure);
        }).then(landed -> {
            if (landed.isPresent()) {
                return Step.of(landed.get());
            }
            flights.remove(key, theirs);
            return of(key, work);
        });
    }

    /** The work, unless somebody is at it. */
    Optional<Step<V>> ifNobodyElse(K key, Step.Begin<V> work) throws SspiException {
        var mine = new CompletableFuture<V>();
        return flights.putIfAbsent(key, mine) == null ? Optional.of(watched(key, mine, work)) : Optional.empty();
    }

    /** Empty when patience ends first. */
    private CompletableFuture<Optional<V>> landing(CompletableFuture<V> flight) {
        return flight.thenApply(Optional::of).completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS);
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
            flight.completeExceptionally(e);
            throw e;
        } finally {
            if (!aloft && !flight.isDone()) {
                flights.remove(key, flight);
                flight.completeExceptionally(new SspiException(
                        SecurityStatus.SEC_E_INTERNAL_ERROR, "The call that asked on behalf of this one broke down"));
            }
        }
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
