package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sspi4j.config.KdcAddress;

/**
 * One request to several servers: the first is asked, after a short stagger the next one as well, and so on, until one answers. Who
 * fails is followed by the next one at once. The losers' sockets are closed when there is a winner. Addresses of a name are
 * raced like servers.
 *
 * <p>All of it happens on the thread of a {@link Loop}.
 *
 * @spec RFC 4120 7.2.3
 * @spec RFC 8305 5
 */
final class Race {
    /** What a race comes to; called once. */
    interface Finish {
        /**
         * @param answer null if nobody answers
         * @param by who answered; null if nobody
         */
        void finished(byte[] answer, InetSocketAddress by);
    }

    /**
     * What a race is about.
     *
     * @param scope whose servers these are, for the memory of sick ones
     * @param udpLimit requests above this many bytes go over TCP only, but for servers that are to be asked over UDP
     * @param notAgain a server that has said already what it says: if it is among these, nobody is asked
     */
    record Course(
            String scope, Dialect dialect, byte[] request, int udpLimit, long deadline, Patience patience,
            Predicate<InetSocketAddress> notAgain) {}

    private final Loop loop;
    private final Names names;
    private final Trail trail;
    private final Course course;
    private final Finish finish;

    private final Legs legs;
    private final ArrayDeque<Place> unresolved = new ArrayDeque<>();
    private final List<Names.Question> lookUps = new ArrayList<>();
    private final List<Sockets.Ticket> openings = new ArrayList<>();
    private final List<Attempt> running = new ArrayList<>();
    private int servers;
    private long nextAt;
    private Loop.Alarm next;
    private Loop.Alarm end;
    private boolean over;

    private record Place(KdcAddress server, int place) {}

    Race(Loop loop, Names names, Health health, Trail trail, Course course, Finish finish) {
        this.loop = loop;
        this.names = names;
        this.trail = trail;
        this.course = course;
        this.finish = finish;
        this.legs = new Legs(loop, health, course);
    }

    void start(List<KdcAddress> servers) {
        if (course.deadline() - loop.now() <= 0) {
            nobodyAnswers();
            return;
        }
        end = loop.at(course.deadline(), this::timeIsUp);
        nextAt = loop.now();
        add(servers);
    }

    private void add(List<KdcAddress> more) {
        for (var server : more) {
            var place = new Place(server, servers++);
            var known = names.known(server.host());
            if (known.isPresent()) {
                legs.add(server, place.place(), known.get());
            } else {
                unresolved.add(place);
            }
        }
        goOn();
    }

    /** Ends it without a result: nothing of it is left. */
    void cancel() {
        if (!over) {
            close("given up");
        }
    }

    Loop loop() {
        return loop;
    }

    Trail trail() {
        return trail;
    }

    Dialect dialect() {
        return course.dialect();
    }

    byte[] request() {
        return course.request();
    }

    /** Until a datagram is sent again. */
    long resend(Leg leg) {
        return legs.unhurried(leg, course.patience().resend());
    }

    /** Whether nobody else may be doing already what must be done once; if so, this attempt waits for its turn again. */
    boolean maySend(Attempt attempt) {
        if (!course.dialect().isOnce() || running.stream().noneMatch(other -> other != attempt && other.isSent())) {
            return true;
        }
        running.remove(attempt);
        attempt.end("not asked: another one was");
        legs.putBack(attempt.leg);
        return false;
    }

    void failed(Attempt attempt) {
        if (over) {
            return;
        }
        running.remove(attempt);
        legs.failed(attempt.leg);
        if (course.dialect().isOnce() && attempt.mayHaveBeenServed()) {
            nobodyAnswers();
        } else {
            askAnother(attempt.leg);
        }
    }

    void answered(Attempt attempt, byte[] answer) {
        running.remove(attempt);
        if (course.dialect().isUnavailable(answer)) {
            attempt.end("it says over " + attempt.leg.carrier() + " that it is unavailable");
            for (var carrier : Carrier.values()) {
                legs.failed(attempt.leg.over(carrier));
            }
            if (course.dialect().isOnce()) {
                // Anybody may have said so, while the server does what it was asked for.
                close("");
                finish.finished(answer, attempt.leg.address());
                return;
            }
            legs.dropServer(attempt.leg);
            askAnother(attempt.leg);
        } else if (attempt.leg.carrier() == Carrier.UDP && course.dialect().isTooBig(answer)) {
            attempt.end("its answer is too big for UDP");
            legs.answered(attempt);
            legs.dropServer(attempt.leg);
            launch(attempt.leg.over(Carrier.TCP));
        } else {
            attempt.end("answered over " + attempt.leg.carrier());
            legs.answered(attempt);
            for (var slower : running) {
                if (slower.begun - attempt.begun < 0) {
                    legs.failed(slower.leg);
                }
            }
            close("no answer until another one's");
            finish.finished(answer, attempt.leg.address());
        }
    }

    private void askAnother(Leg instead) {
        legs.rest(instead, this::goOn);
        nextAt = loop.now();
        goOn();
    }

    /** Asks whoever is due, or sees to it that this is called again. */
    private void goOn() {
        while (!over && !isHeld()) {
            long now = loop.now();
            if (nextAt - now > 0) {
                wake(nextAt);
                return;
            }
            if (legs.isEmpty()) {
                if (unresolved.isEmpty() || legs.haveMetOneNotToAskAgain()) {
                    finishIfNobodyIsLeft();
                    return;
                }
                lookUp(unresolved.poll());
                nextAt = now + course.patience().stagger();
                continue;
            }
            var due = legs.take(this::wait);
            if (due.isEmpty()) {
                wake(now + legs.untilNext(this::wait).orElseThrow());
                return;
            }
            nextAt = now + (due.get().sick() ? course.patience().sickStagger() : course.patience().stagger());
            launch(due.get());
        }
    }

    /** Whether nobody else is to be asked now, whatever the time. */
    private boolean isHeld() {
        return isOpening() || course.dialect().isOnce() && running.stream().anyMatch(Attempt::isSent);
    }

    /** Whether a socket is waited for. */
    private boolean isOpening() {
        openings.removeIf(Sockets.Ticket::isGiven);
        return !openings.isEmpty();
    }

    /** The second carrier to a server waits for the first one for some time. */
    private long wait(Leg leg) {
        for (var attempt : running) {
            if (attempt.leg.isSameServer(leg)) {
                var patience = course.patience();
                long alone = leg.sick() || attempt.leg.sick()
                        ? patience.sickStagger()
                        : legs.unhurried(attempt.leg, patience.udpAlone());
                return attempt.begun + alone - loop.now();
            }
        }
        return 0;
    }

    private void wake(long time) {
        if (next != null) {
            next.cancel();
        }
        next = loop.at(time, this::goOn);
    }

    private void finishIfNobodyIsLeft() {
        if (running.isEmpty() && lookUps.isEmpty() && !isOpening()) {
            nobodyAnswers();
        }
    }

    private void lookUp(Place place) {
        var entry = trail.asking(place.server().toString(), loop.now());
        entry.came("the name is not resolved in time", course.deadline());
        lookUps.add(names.lookUp(place.server().host(), (question, addresses) -> loop.execute(() -> {
            if (over) {
                return;
            }
            lookUps.remove(question);
            entry.came(addresses.isEmpty() ? "the name is not known" : "", loop.now());
            legs.add(place.server(), place.place(), addresses);
            if (running.isEmpty() || addresses.isEmpty()) {
                nextAt = loop.now();
            }
            goOn();
        })));
    }

    private void launch(Leg leg) {
        openings.add(loop.sockets().ask(() -> open(leg)));
    }

    /** @return false if the system has no socket to give */
    private boolean open(Leg leg) {
        Attempt attempt;
        try {
            // Channels know nothing of proxies: which way requests to a KDC take is not for a property of the JVM to say.
            attempt = leg.carrier() == Carrier.UDP
                    ? new UdpAttempt(this, leg, socket(leg))
                    : new TcpAttempt(this, leg, SocketChannel.open(leg.family()));
        } catch (IOException e) {
            loop.keptSockets().close();
            return false;
        } catch (UnsupportedOperationException e) {
            trail.asking(leg.toString(), loop.now()).came("there is no IPv6 here", loop.now());
            loop.sockets().closed();
            loop.soon(this::goOn);
            return true;
        }
        running.add(attempt);
        // Not now: one that fails at once would be followed by the next one before its own socket counts as opened.
        loop.soon(attempt::beginUnlessOver);
        return true;
    }

    private UdpSocket socket(Leg leg) throws IOException {
        var kept = course.dialect().follows(course.request())
                ? loop.keptSockets().take(leg.address())
                : Optional.<UdpSocket>empty();
        return kept.isPresent() ? kept.get() : UdpSocket.open(leg.family());
    }

    private void timeIsUp() {
        for (var attempt : running) {
            if (attempt.isSent()) {
                legs.failed(attempt.leg);
            }
        }
        nobodyAnswers();
    }

    private void nobodyAnswers() {
        if (!over) {
            close("");
            finish.finished(null, null);
        }
    }

    /** @param outcome of who was still asked; empty for what their silence is called */
    private void close(String outcome) {
        over = true;
        for (var attempt : running) {
            attempt.end(outcome.isEmpty() ? attempt.silence() : outcome);
        }
        running.clear();
        legs.clear();
        lookUps.forEach(Names.Question::leave);
        openings.forEach(Sockets.Ticket::leave);
        if (next != null) {
            next.cancel();
        }
        if (end != null) {
            end.cancel();
        }
    }
}
