package org.sspi4j.kdc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.Optional;
import org.sspi4j.config.KdcAddress;

/**
 * Whom a race is still to ask, the best first: who was ill not long ago comes after the others, and who failed rests before it is asked
 * again.
 */
final class Legs {
    /** Of servers times addresses times carriers. */
    private static final int MOST = 64;

    private final Loop loop;
    private final Health health;
    private final Race.Course course;
    private final TreeSet<Leg> waiting;
    private final Map<Leg, Loop.Alarm> resting = new HashMap<>();
    private int made;
    private boolean met;
    private long rest;

    Legs(Loop loop, Health health, Race.Course course) {
        this.loop = loop;
        this.health = health;
        this.course = course;
        this.waiting = new TreeSet<>(course.dialect().isOnce() ? Leg.ORDER_OF_WHAT_IS_ASKED_ONCE : Leg.ORDER);
        this.rest = course.patience().resend();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether one of the servers is one that is not to be asked again; then nobody else is asked either. */
    boolean haveMetOneNotToAskAgain() {
        return met;
    }

    void add(KdcAddress server, int place, List<InetAddress> addresses) {
        met |= addresses.stream().anyMatch(address -> course.notAgain().test(new InetSocketAddress(address, server.port())));
        if (met) {
            waiting.clear();
            return;
        }
        for (int i = 0; i < addresses.size() && made < MOST; i++) {
            var address = new InetSocketAddress(addresses.get(i), server.port());
            var transport = server.transport();
            boolean small = course.request().length <= course.udpLimit();
            boolean udp = transport == KdcAddress.Transport.UDP || transport == KdcAddress.Transport.ANY && small;
            boolean tcp = transport != KdcAddress.Transport.UDP;
            // What must be done once goes where nothing is sent twice.
            boolean tcpFirst = course.dialect().isOnce();
            if (udp) {
                add(server, place, i, address, Carrier.UDP, tcp && tcpFirst ? 1 : 0);
            }
            if (tcp) {
                add(server, place, i, address, Carrier.TCP, udp && !tcpFirst ? 1 : 0);
            }
        }
    }

    private void add(KdcAddress server, int place, int addressPlace, InetSocketAddress address, Carrier carrier, int pass) {
        made++;
        boolean sick = health.isSick(course.scope(), address, carrier, loop.now());
        waiting.add(new Leg(server, place, addressPlace, address, carrier, pass, sick));
    }

    /** One that was taken and not asked. */
    void putBack(Leg leg) {
        waiting.add(leg);
    }

    /**
     * Takes the first that may be asked by now.
     *
     * @param wait for how long one may not be, in nanoseconds
     */
    Optional<Leg> take(ToLongFunction<Leg> wait) {
        var due = waiting.stream().filter(leg -> wait.applyAsLong(leg) <= 0).findFirst();
        due.ifPresent(waiting::remove);
        return due;
    }

    /** Until the next one may be asked, in nanoseconds. */
    OptionalLong untilNext(ToLongFunction<Leg> wait) {
        return waiting.stream().mapToLong(wait).min();
    }

    /** Its other carrier need not be tried. */
    void dropServer(Leg of) {
        waiting.removeIf(leg -> leg.isSameServer(of));
    }

    /**
     * It is asked again later, if others are still waited for then. Each rest is longer than the one before, whoever takes it, so
     * that however many fail they are not asked ever faster.
     */
    void rest(Leg leg, Runnable back) {
        long left = Math.max(course.deadline() - loop.now(), 0);
        resting.put(leg, loop.at(loop.now() + Math.min(rest, left), () -> {
            resting.remove(leg);
            waiting.add(leg);
            back.run();
        }));
        rest = Math.min(2 * rest, Math.max(rest, left));
    }

    void answered(Attempt attempt) {
        var leg = attempt.leg;
        health.answered(course.scope(), leg.address(), leg.carrier(), loop.now() - attempt.askedAt(), loop.now());
    }

    /**
     * A server that takes its time has it: to be asked again meanwhile would only give it more to do. But half of what is left of the
     * call's time stays for asking again.
     */
    long unhurried(Leg leg, long time) {
        long now = loop.now();
        long unhurried = health.unhurried(course.scope(), leg.address(), leg.carrier(), time, now);
        return Math.max(time, Math.min(unhurried, (course.deadline() - now) / 2));
    }

    void failed(Leg leg) {
        health.failed(course.scope(), leg.address(), leg.carrier(), loop.now());
    }

    /** Nobody is to be asked any more. */
    void clear() {
        waiting.clear();
        resting.values().forEach(Loop.Alarm::cancel);
        resting.clear();
    }
}
