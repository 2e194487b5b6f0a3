package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * Asks the servers of a realm over the network: those of the configuration, or if it names none those that DNS names. Small requests go
 * over UDP first, all others and replies that are too big for a datagram over TCP. Who does not answer in a short time is not
 * given up, but others are asked as well.
 *
 * <p>An exchange is the same whoever waits for it. Whoever blocks carries it on their own thread; all others are carried by one
 * thread.
 *
 * @spec RFC 4120 7.2
 */
public final class SocketKdcTransport implements KdcTransport {
    private static final String NAME_SERVERS = "name server";

    private final Shared shared;
    private final Leased loops;
    private final IoThread thread;

    public SocketKdcTransport() {
        this(
                new Shared(
                        new Names(InetAddress::getAllByName),
                        new Health(),
                        new NameServers(),
                        Patience.STANDARD,
                        () -> ThreadLocalRandom.current().nextLong()),
                Leased.OF_PROCESS,
                new IoThread(Waiting.SYSTEM));
    }

    SocketKdcTransport(Shared shared, Leased loops, IoThread thread) {
        this.shared = shared;
        this.loops = loops;
        this.thread = thread;
    }

    /** Something to be carried: made on the loop that carries it. */
    private interface Begin<T> {
        Carried on(Loop loop, Carried.Finish<T> finish);
    }

    /** What came of it. */
    private static final class Outcome<T> implements Carried.Finish<T> {
        private boolean there;
        private T result;
        private SspiException failure;

        @Override
        public void finished(T result, SspiException failure) {
            this.there = true;
            this.result = result;
            this.failure = failure;
        }

        T result() throws SspiException {
            if (failure != null) {
                throw failure;
            }
            return result;
        }
    }

    @Override
    public byte[] exchange(KdcRequest request) throws SspiException {
        return awaited(request.deadline(), asked(request), (loop, finish) -> new Exchange(loop, shared, request, finish));
    }

    @Override
    public CompletableFuture<byte[]> begin(KdcRequest request) {
        var result = new CompletableFuture<byte[]>();
        var contained = request.telling(contained(request.decisions(), result));
        return begun(result, asked(request), (loop, finish) -> new Exchange(loop, shared, contained, finish));
    }

    @Override
    public Optional<String> canonicalName(HostQuestion question) throws SspiException {
        return awaited(question.deadline(), NAME_SERVERS, (loop, finish) -> new HostLookUp(loop, shared, question, finish));
    }

    @Override
    public CompletableFuture<Optional<String>> beginCanonicalName(HostQuestion question) {
        var result = new CompletableFuture<Optional<String>>();
        var contained = question.telling(contained(question.decisions(), result));
        return begun(result, NAME_SERVERS, (loop, finish) -> new HostLookUp(loop, shared, contained, finish));
    }

    /** Whoever listens and breaks down ends his own exchange, as he does where he blocks for it, and not the thread that all share. */
    private static Consumer<String> contained(Consumer<String> decisions, CompletableFuture<?> result) {
        return decision -> CompletableFuture.completedFuture(decision).thenAccept(decisions).exceptionally(failure -> {
            result.completeExceptionally(failure.getCause());
            return null;
        });
    }

    /** @param asked who is */
    private <T> T awaited(long deadline, String asked, Begin<T> begin) throws SspiException {
        refuseIfInterrupted();
        Loop loop;
        try {
            loop = loops.take(deadline);
        } catch (IOException e) {
            refuseIfInterrupted();
            throw noSelector(asked, e);
        }
        boolean sound = false;
        try {
            var result = awaited(loop, begin);
            sound = true;
            return result;
        } catch (SspiException e) {
            sound = true;
            throw e;
        } catch (IOException e) {
            throw noSelector(asked, e);
        } finally {
            giveBack(loop, sound);
        }
    }

    private static <T> T awaited(Loop loop, Begin<T> begin) throws IOException, SspiException {
        var outcome = new Outcome<T>();
        var carried = begin.on(loop, outcome);
        carried.start();
        while (!outcome.there) {
            loop.turn();
            if (!outcome.there && Thread.currentThread().isInterrupted()) {
                carried.cancel();
                refuseIfInterrupted();
            }
        }
        return outcome.result();
    }

    private static void refuseIfInterrupted() throws SspiException {
        if (Thread.currentThread().isInterrupted()) {
            throw new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "Interrupted while waiting for an answer of a KDC");
        }
    }

    private void giveBack(Loop loop, boolean sound) {
        try {
            if (sound) {
                loops.give(loop);
            } else {
                loop.close();
            }
        } catch (IOException e) {
            return; // the next one is made anew
        }
    }

    private <T> CompletableFuture<T> begun(CompletableFuture<T> result, String asked, Begin<T> begin) {
        var begun = new AtomicReference<Carried>();
        Loop on;
        try {
            on = thread.execute(loop -> {
                if (!result.isDone()) {
                    var carried = begin.on(loop, (value, failure) -> settle(result, value, failure));
                    begun.set(carried);
                    carried.start();
                }
            });
        } catch (IOException e) {
            return CompletableFuture.failedFuture(noSelector(asked, e));
        }
        result.whenComplete((value, failure) -> {
            var carried = begun.get();
            // Whoever completed it: cancelled, out of patience, or with an answer from elsewhere.
            if (carried == null || !carried.isOver()) {
                on.execute(() -> cancel(begun.get()));
            }
        });
        return result;
    }

    private static void cancel(Carried carried) {
        if (carried != null) {
            carried.cancel();
        }
    }

    private static <T> void settle(CompletableFuture<T> future, T result, SspiException failure) {
        if (failure == null) {
            future.complete(result);
        } else {
            future.completeExceptionally(failure);
        }
    }

    private static String asked(KdcRequest request) {
        return request.service().server() + " of the realm " + request.realm();
    }

    private static SspiException noSelector(String asked, IOException cause) {
        return new SspiException(
                SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                "No " + asked + " can be asked, since the system has no selector for it: " + cause
                        + ". Raise the limit of open files, or close what is open",
                cause);
    }
}
