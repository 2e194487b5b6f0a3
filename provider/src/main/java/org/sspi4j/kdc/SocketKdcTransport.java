package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
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
    private final Shared shared;
    private final Leased loops;
    private final IoThread thread;

    public SocketKdcTransport() {
        this(
                new Shared(
                        new Names(InetAddress::getAllByName),
                        new Health(),
                        new ServiceRecords(),
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

    /** What came of an exchange. */
    private static final class Outcome implements Exchange.Finish {
        private boolean there;
        private byte[] reply;
        private SspiException failure;

        @Override
        public void finished(byte[] reply, SspiException failure) {
            this.there = true;
            this.reply = reply;
            this.failure = failure;
        }

        byte[] reply() throws SspiException {
            if (failure != null) {
                throw failure;
            }
            return reply;
        }
    }

    @Override
    public byte[] exchange(KdcRequest request) throws SspiException {
        refuseIfInterrupted();
        Loop loop;
        try {
            loop = loops.take(request.deadline());
        } catch (IOException e) {
            refuseIfInterrupted();
            throw noSelector(request, e);
        }
        boolean sound = false;
        try {
            byte[] reply = exchange(request, loop);
            sound = true;
            return reply;
        } catch (SspiException e) {
            sound = true;
            throw e;
        } catch (IOException e) {
            throw noSelector(request, e);
        } finally {
            giveBack(loop, sound);
        }
    }

    private byte[] exchange(KdcRequest request, Loop loop) throws IOException, SspiException {
        var outcome = new Outcome();
        var exchange = new Exchange(loop, shared, request, outcome);
        exchange.start();
        while (!outcome.there) {
            loop.turn();
            if (Thread.currentThread().isInterrupted()) {
                exchange.cancel();
                break;
            }
        }
        if (outcome.reply == null) {
            refuseIfInterrupted();
        }
        return outcome.reply();
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

    @Override
    public CompletableFuture<byte[]> begin(KdcRequest request) {
        var reply = new CompletableFuture<byte[]>();
        var begun = new AtomicReference<Exchange>();
        Loop on;
        try {
            on = thread.execute(loop -> {
                if (!reply.isDone()) {
                    var exchange = new Exchange(loop, shared, request, (bytes, failure) -> settle(reply, bytes, failure));
                    begun.set(exchange);
                    exchange.start();
                }
            });
        } catch (IOException e) {
            return CompletableFuture.failedFuture(noSelector(request, e));
        }
        reply.whenComplete((bytes, failure) -> {
            var exchange = begun.get();
            // Whoever completed it: cancelled, out of patience, or with an answer from elsewhere.
            if (exchange == null || !exchange.isOver()) {
                on.execute(() -> cancel(begun.get()));
            }
        });
        return reply;
    }

    private static void cancel(Exchange exchange) {
        if (exchange != null) {
            exchange.cancel();
        }
    }

    private static void settle(CompletableFuture<byte[]> future, byte[] reply, SspiException failure) {
        if (failure == null) {
            future.complete(reply);
        } else {
            future.completeExceptionally(failure);
        }
    }

    private static SspiException noSelector(KdcRequest request, IOException cause) {
        return new SspiException(
                SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                "No " + request.service().server() + " of the realm " + request.realm()
                        + " can be asked, since the system has no selector for it: " + cause
                        + ". Raise the limit of open files, or close what is open",
                cause);
    }
}
