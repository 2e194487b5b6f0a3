package org.sspi4j.kdc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Where exchanges happen: waits for channels, for times and for what other threads hand in, and does what is due. Belongs to one
 * thread at a time; only {@link #execute} may be called from others.
 */
final class Loop implements Closeable {
    /** The longest sleep: nothing depends on it. */
    private static final long LONG = 60_000_000_000L;
    private static final int LARGEST_DATAGRAM = 65535;

    /** What is done when a channel is ready. */
    interface Ready {
        void ready();
    }

    private final Selector selector;
    private final Waiting waiting;
    private final Consumer<SelectionKey> dispatch = key -> ((Ready) key.attachment()).ready();
    private final ConcurrentLinkedQueue<Runnable> handedIn = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Runnable> soon = new ArrayDeque<>();
    private final TreeSet<Alarm> alarms = new TreeSet<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
    private final Sockets sockets = new Sockets(this);
    private final KeptSockets keptSockets = new KeptSockets(this);
    private final Set<Carried> carried = new HashSet<>();
    private long alarmsSet;
    private boolean unsettled;
    private boolean looked;

    Loop(Waiting waiting) throws IOException {
        this.waiting = waiting;
        this.selector = Selector.open();
    }

    long now() {
        return waiting.nanoTime();
    }

    /** For bytes that are used up before anything else happens on this loop. */
    ByteBuffer scratch() {
        return scratch.clear();
    }

    Sockets sockets() {
        return sockets;
    }

    KeptSockets keptSockets() {
        return keptSockets;
    }

    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, ready);
    }

    Alarm at(long time, Runnable task) {
        var alarm = new Alarm(time, alarmsSet++, task);
        alarms.add(alarm);
        return alarm;
    }

    /** From any thread: does it on the thread of the loop, soon. */
    void execute(Runnable task) {
        handedIn.add(task);
        selector.wakeup();
    }

    /** From the thread of the loop: does it when what happens now is over. */
    void soon(Runnable task) {
        soon.add(task);
    }

    /** Waits for what comes next, and does it. */
    void turn() throws IOException {
        turn(LONG);
    }

    /** A channel that was registered is closed. */
    void hasClosed() {
        unsettled = true;
    }

    /** Lets go of the channels that were closed: a selector holds on to them until it looks again. */
    void settle() throws IOException {
        if (unsettled) {
            selector.selectNow(dispatch);
            unsettled = false;
        }
    }

    /** @param longest to wait, in nanoseconds */
    void turn(long longest) throws IOException {
        // To look costs as much as to send. What is due soon need not wait for it, every other time, unless it waits for a channel's end.
        looked = !looked || soon.isEmpty() || unsettled;
        if (looked) {
            waiting.select(selector, dispatch, handedIn.isEmpty() && soon.isEmpty() ? untilNextAlarm(longest) : 0);
        }
        doHandedIn();
        for (int left = soon.size(); left > 0; left--) {
            soon.poll().run();
        }
        while (!alarms.isEmpty() && alarms.first().at - now() <= 0) {
            alarms.pollFirst().task.run();
        }
    }

    private void doHandedIn() {
        for (var task = handedIn.poll(); task != null; task = handedIn.poll()) {
            task.run();
        }
    }

    void begun(Carried one) {
        carried.add(one);
    }

    void ended(Carried one) {
        carried.remove(one);
    }

    /** How many exchanges are on their way. */
    int underway() {
        return carried.size();
    }

    /** Whether nothing is waited for. */
    boolean isIdle() {
        return carried.isEmpty() && alarms.isEmpty() && handedIn.isEmpty() && soon.isEmpty()
                && selector.keys().size() == keptSockets.size();
    }

    private long untilNextAlarm(long longest) {
        return alarms.isEmpty() ? longest : Math.min(longest, alarms.first().at - now());
    }

    /** Ends what is still on its way, and what was handed in and has not begun. */
    @Override
    public void close() throws IOException {
        try (selector) {
            doHandedIn();
            for (var one : List.copyOf(carried)) {
                one.fail("the network cannot be waited for any more");
            }
            keptSockets.close();
            settle();
        }
    }

    /** Something to do at a time. */
    final class Alarm implements Comparable<Alarm> {
        private final long at;
        private final long number;
        private final Runnable task;

        private Alarm(long at, long number, Runnable task) {
            this.at = at;
            this.number = number;
            this.task = task;
        }

        void cancel() {
            alarms.remove(this);
        }

        @Override
        public int compareTo(Alarm other) {
            return at != other.at ? Long.signum(at - other.at) : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }
}
