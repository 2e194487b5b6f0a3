package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
    /** Of servers times addresses times carriers. */
    private static final int MOST_LEGS = 64;

    /** What a race comes to; called once. */
    interface Finish {
        /** @param answer null if nobody answers */
        void finished(byte[] answer);
    }

    /**
     * What a race is about.
     *
     * @param scope whose servers these are, for the memory of sick ones
     * @param udpLimit requests above this many bytes go over TCP only, but for servers that are to be asked over UDP
     */
    record Course(String scope, Dialect dialect, byte[] request, int udpLimit, long deadline, Patience patience) {}

    private final Loop loop;
    private final Names names;
    private final Health health;
    private final Trail trail;
    private final Course course;
    private final Finish finish;

    private final ArrayDeque<Place> unresolved = new ArrayDeque<>();
    private final TreeSet<Leg> waiting = new TreeSet<>(Leg.ORDER);
    private final List<Attempt> running = new ArrayList<>();
    private final Map<Leg, Loop.Alarm> resting = new HashMap<>();
    private int servers;
    private int legs;
    private int lookUps;
    private long nextAt;
    private long rest;
    private Sockets.Ticket opening;
    private Loop.Alarm next;
    private Loop.Alarm end;
    private boolean over;

    private record Place(KdcAddress server, int place) {}

    Race(Loop loop, Names names, Health health, Trail trail, Course course, Finish finish) {
        this.loop = loop;
        this.names = names;
        this.health = health;
        this.trail = trail;
        this.course = course;
        this.finish = finish;
        this.rest = course.patience().resend();
    }

    void start(List<KdcAddress> servers) {
        if (course.deadline() - loop.now() <= 0) {
            finish(null, "");
            return;
        }
        end = loop.at(course.deadline(), this::timeIsUp);
        nextAt = loop.now();
        add(servers);
    }

    /** More servers, behind those that are known. */
    void add(List<KdcAddress> more) {
        for (var server : more) {
            var place = new Place(server, servers++);
            var known = names.known(server.host());
            if (known.isPresent()) {
                resolved(place, known.get());
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

    Patience patience() {
        return course.patience();
    }

    /** Whether nobody else may be doing already what must be done once; if so, this attempt waits for its turn again. */
    boolean maySend(Attempt attempt) {
        if (!course.dialect().isOnce() || running.stream().noneMatch(other -> other != attempt && other.isSent())) {
            return true;
        }
        running.remove(attempt);
        attempt.end("not asked: another one was");
        waiting.add(attempt.leg);
        return false;
    }

    void failed(Attempt attempt, String outcome) {
        if (over) {
            return;
        }
        running.remove(attempt);
        remember(attempt.leg, false);
        if (course.dialect().isOnce() && attempt.isSent() && attempt instanceof TcpAttempt) {
            finish(null, "");
            return;
        }
        rest(attempt.leg);
        nextAt = loop.now();
        goOn();
    }

    void answered(Attempt attempt, byte[] answer) {
        if (course.dialect().isUnavailable(answer)) {
            running.remove(attempt);
            attempt.end("it says over " + attempt.leg.carrier() + " that it is unavailable");
            for (var carrier : Carrier.values()) {
                remember(attempt.leg.over(carrier), false);
            }
            waiting.removeIf(leg -> leg.isSameServer(attempt.leg));
            rest(attempt.leg);
            nextAt = loop.now();
            goOn();
        } else if (attempt.leg.carrier() == Carrier.UDP && course.dialect().isTooBig(answer)) {
            running.remove(attempt);
            attempt.end("its answer is too big for UDP");
            remember(attempt.leg, true);
            waiting.removeIf(leg -> leg.isSameServer(attempt.leg));
            launch(attempt.leg.over(Carrier.TCP));
        } else {
            running.remove(attempt);
            attempt.end("answered over " + attempt.leg.carrier());
            remember(attempt.leg, true);
            for (var slower : running) {
                if (slower.begun - attempt.begun < 0) {
                    remember(slower.leg, false);
                }
            }
            finish(answer, "no answer until another one's");
        }
    }

    private void remember(Leg leg, boolean well) {
        if (well) {
            health.answered(course.scope(), leg.address(), leg.carrier());
        } else {
            health.failed(course.scope(), leg.address(), leg.carrier(), loop.now());
        }
    }

    /** It is asked again later, if others are still waited for then. */
    private void rest(Leg leg) {
        long until = Math.min(loop.now() + rest, course.deadline());
        resting.put(leg, loop.at(until, () -> {
            resting.remove(leg);
            waiting.add(leg);
            goOn();
        }));
        rest *= 2;
    }

    private void resolved(Place place, List<InetAddress> addresses) {
        for (int i = 0; i < addresses.size() && legs < MOST_LEGS; i++) {
            var address = new InetSocketAddress(addresses.get(i), place.server().port());
            var transport = place.server().transport();
            boolean small = course.request().length <= course.udpLimit();
            boolean udp = transport == KdcAddress.Transport.UDP || transport == KdcAddress.Transport.ANY && small;
            boolean tcp = transport != KdcAddress.Transport.UDP;
            // What must be done once goes where nothing is sent twice.
            boolean tcpFirst = course.dialect().isOnce();
            if (udp) {
                wait(place, i, address, Carrier.UDP, tcp && tcpFirst ? 1 : 0);
            }
            if (tcp) {
                wait(place, i, address, Carrier.TCP, udp && !tcpFirst ? 1 : 0);
            }
        }
    }

    private void wait(Place place, int addressPlace, InetSocketAddress address, Carrier carrier, int pass) {
        legs++;
        boolean sick = health.isSick(course.scope(), address, carrier, loop.now());
        waiting.add(new Leg(place.server(), place.place(), addressPlace, address, carrier, pass, sick));
    }

    /** Asks whoever is due, or sees to it that this is called again. */
    private void goOn() {
        while (!over) {
            long now = loop.now();
            if (isHeld()) {
                return;
            }
            if (nextAt - now > 0) {
                wake(nextAt);
                return;
            }
            if (waiting.isEmpty()) {
                if (unresolved.isEmpty()) {
                    finishIfNobodyIsLeft();
                    return;
                }
                lookUp(unresolved.poll());
                nextAt = now + course.patience().stagger();
                continue;
            }
            long earliest = Long.MAX_VALUE;
            Leg due = null;
            for (var leg : waiting) {
                long wait = earliest(leg, now) - now;
                if (wait <= 0) {
                    due = leg;
                    break;
                }
                earliest = Math.min(earliest, wait);
            }
            if (due == null) {
                wake(now + earliest);
                return;
            }
            waiting.remove(due);
            nextAt = now + (due.sick() ? course.patience().sickStagger() : course.patience().stagger());
            launch(due);
        }
    }

    /** Whether nobody else is to be asked now, whatever the time. */
    private boolean isHeld() {
        return opening != null && !opening.isGiven()
                || course.dialect().isOnce() && running.stream().anyMatch(Attempt::isSent);
    }

    /** The second carrier to a server waits for the first one for some time. */
    private long earliest(Leg leg, long now) {
        for (var attempt : running) {
            if (attempt.leg.isSameServer(leg)) {
                return attempt.begun + (leg.sick() || attempt.leg.sick() ? course.patience().sickStagger() : course.patience().udpAlone());
            }
        }
        return now;
    }

    private void wake(long time) {
        if (next != null) {
            next.cancel();
        }
        next = loop.at(time, this::goOn);
    }

    private void finishIfNobodyIsLeft() {
        if (running.isEmpty() && lookUps == 0 && (opening == null || opening.isGiven())) {
            finish(null, "");
        }
    }

    private void lookUp(Place place) {
        lookUps++;
        var entry = trail.asking(place.server().toString(), loop.now());
        entry.came("the name is not resolved in time", course.deadline());
        names.lookUp(place.server().host(), addresses -> loop.execute(() -> {
            if (over) {
                return;
            }
            lookUps--;
            entry.came(addresses.isEmpty() ? "the name is not known" : "", loop.now());
            resolved(place, addresses);
            if (running.isEmpty() || addresses.isEmpty()) {
                nextAt = loop.now();
            }
            goOn();
        }));
    }

    private void launch(Leg leg) {
        opening = loop.sockets().ask(() -> open(leg));
    }

    /** @return false if the system has no socket to give */
    private boolean open(Leg leg) {
        Attempt attempt;
        ProtocolFamily family = leg.isIpv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try {
            // Channels know nothing of proxies: which way requests to a KDC take is not for a property of the JVM to say.
            attempt = leg.carrier() == Carrier.UDP
                    ? new UdpAttempt(this, leg, DatagramChannel.open(family))
                    : new TcpAttempt(this, leg, SocketChannel.open());
        } catch (IOException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            trail.asking(leg.toString(), loop.now()).came("there is no IPv6 here", loop.now());
            loop.sockets().closed();
            loop.execute(this::goOn);
            return true;
        }
        running.add(attempt);
        attempt.begin();
        return true;
    }

    private void timeIsUp() {
        for (var attempt : running) {
            if (attempt.isSent()) {
                remember(attempt.leg, false);
            }
        }
        finish(null, "");
    }

    private void finish(byte[] answer, String ofTheOthers) {
        if (!over) {
            close(ofTheOthers);
            finish.finished(answer);
        }
    }

    /** @param outcome of who was still asked; empty for what their silence is called */
    private void close(String outcome) {
        over = true;
        for (var attempt : running) {
            attempt.end(outcome.isEmpty() ? attempt.silence() : outcome);
        }
        running.clear();
        resting.values().forEach(Loop.Alarm::cancel);
        if (opening != null && !opening.isGiven()) {
            opening.leave();
        }
        if (next != null) {
            next.cancel();
        }
        if (end != null) {
            end.cancel();
        }
    }
}
