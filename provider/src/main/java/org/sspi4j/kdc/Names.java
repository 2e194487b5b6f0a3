package org.sspi4j.kdc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The addresses of names. The system's look-up knows no deadline, so each runs on a thread of its own, at most one a name and
 * {@value #MOST_THREADS} in all at a time: one that does not end holds up those of its own name, and others only if there are so
 * many of its kind. Whoever asks is called back, or has stopped waiting. Addresses are remembered for as long as the JDK does.
 */
final class Names {
    static final int MOST_THREADS = 8;
    private static final long FRESH = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST = 256;
    private static final int LONGEST_LINE = 1024;
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?");

    /** As {@link InetAddress#getAllByName}. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    private record Known(List<InetAddress> addresses, long since) {}

    private final Resolver resolver;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, List<Question>> asked = new ConcurrentHashMap<>();
    private final ArrayDeque<String> line = new ArrayDeque<>();
    private int threads;

    /** What is done with addresses. */
    interface Found {
        /** @param addresses none if the name is not known */
        void found(Question question, List<InetAddress> addresses);
    }

    /** One who waits for the addresses of a name. */
    final class Question {
        private final String host;
        private final Found found;

        private Question(String host, Found found) {
            this.host = host;
            this.found = found;
        }

        /** Waits no longer: what nobody waits for is not looked up. */
        void leave() {
            asked.computeIfPresent(host, (name, waiting) -> {
                waiting.remove(this);
                return waiting;
            });
        }
    }

    Names(Resolver resolver) {
        this(resolver, System::nanoTime);
    }

    Names(Resolver resolver, LongSupplier nanoTime) {
        this.resolver = resolver;
        this.nanoTime = nanoTime;
    }

    /**
     * Numbers need no look-up. Only what the JDK reads as an address without asking anybody counts: whoever names a server in DNS
     * names it as he likes.
     */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 ? IPV6.matcher(host).matches() : isIpv4(host);
    }

    /** Four numbers of up to 255, without zeros before them. */
    private static boolean isIpv4(String host) {
        int dots = 0;
        int number = -1;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '.' && number >= 0) {
                dots++;
                number = -1;
            } else if (c >= '0' && c <= '9' && number != 0) {
                number = Math.max(number, 0) * 10 + c - '0';
            } else {
                return false;
            }
            if (number > 255) {
                return false;
            }
        }
        return dots == 3 && number >= 0;
    }

    /** What can be said without a look-up. */
    Optional<List<InetAddress>> known(String host) {
        if (isAddress(host)) {
            return Optional.of(numeric(host));
        }
        var found = known.get(host);
        return found != null && nanoTime.getAsLong() - found.since() < FRESH ? Optional.of(found.addresses()) : Optional.empty();
    }

    /** @param found is called on another thread */
    Question lookUp(String host, Found found) {
        var question = new Question(host, found);
        var first = new boolean[1];
        asked.compute(host, (name, waiting) -> {
            first[0] = waiting == null;
            var all = waiting == null ? new ArrayList<Question>() : waiting;
            all.add(question);
            return all;
        });
        if (first[0]) {
            begin(host);
        }
        return question;
    }

    private void begin(String host) {
        boolean begun = false;
        try {
            begun = isBegunOrInLine(host);
        } finally {
            if (!begun) {
                answer(host, List.of());
            }
        }
    }

    private synchronized boolean isBegunOrInLine(String host) {
        if (threads < MOST_THREADS) {
            start(host);
            return true;
        }
        return line.size() < LONGEST_LINE && line.add(host);
    }

    private void start(String host) {
        IoThread.daemon("sspi4j-kdc-name", () -> run(host)).start();
        threads++;
    }

    /** The thread. It ends with its look-up, whatever came of that. */
    private void run(String host) {
        try {
            lookUp(host);
        } finally {
            var next = ended();
            if (next != null) {
                begin(next);
            }
        }
    }

    /** @return who is first in line */
    private synchronized String ended() {
        threads--;
        return line.poll();
    }

    private void lookUp(String host) {
        if (!isWaitedFor(host)) {
            return;
        }
        List<InetAddress> addresses = List.of();
        try {
            addresses = alternating(List.of(resolver.lookUp(host)));
        } catch (UnknownHostException e) {
            return;
        } finally {
            answer(host, addresses);
        }
    }

    /** If not, whoever asks from now on begins anew. */
    private boolean isWaitedFor(String host) {
        return asked.computeIfPresent(host, (name, waiting) -> waiting.isEmpty() ? null : waiting) != null;
    }

    private void answer(String host, List<InetAddress> addresses) {
        if (!addresses.isEmpty()) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(host, new Known(addresses, nanoTime.getAsLong()));
        }
        var waiting = asked.remove(host);
        if (waiting != null) {
            waiting.forEach(question -> question.found.found(question, addresses));
        }
    }

    private static List<InetAddress> numeric(String host) {
        try {
            return List.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /**
     * The families take turns, beginning with the one that the system has first.
     *
     * @spec RFC 8305 4
     */
    static List<InetAddress> alternating(List<InetAddress> addresses) {
        var first = new ArrayList<InetAddress>();
        var second = new ArrayList<InetAddress>();
        for (var address : addresses) {
            boolean like = address.getClass() == addresses.get(0).getClass();
            (like ? first : second).add(address);
        }
        var all = new ArrayList<InetAddress>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                all.add(first.get(i));
            }
            if (i < second.size()) {
                all.add(second.get(i));
            }
        }
        return all;
    }
}
