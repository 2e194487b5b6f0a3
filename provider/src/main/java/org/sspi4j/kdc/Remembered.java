package org.sspi4j.kdc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Answers that several exchanges may want: they are remembered for their time, and what somebody is asking already nobody else
 * asks. Bounded in size.
 */
final class Remembered<Q, A> {
    private static final int MOST = 256;

    private final ConcurrentHashMap<Q, Known<A>> known = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Q, List<Consumer<Optional<A>>>> asked = new ConcurrentHashMap<>();

    private record Known<A>(A answer, long until) {}

    Optional<A> known(Q question, long now) {
        var remembered = known.get(question);
        if (remembered != null && remembered.until() - now <= 0) {
            known.remove(question, remembered);
            return Optional.empty();
        }
        return Optional.ofNullable(remembered).map(Known::answer);
    }

    /** @param ttl in seconds */
    void remember(Q question, A answer, long ttl, long now) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(question, new Known<>(answer, now + TimeUnit.SECONDS.toNanos(ttl)));
    }

    /**
     * Whether the caller is the one to ask, and to {@link #tell} the others what came of it, in any case. Everybody else is told, on
     * another thread: the answer, or nothing if whoever asked has none or gave up.
     */
    boolean isMineToAsk(Q question, Consumer<Optional<A>> told) {
        var mine = new boolean[1];
        asked.compute(question, (unchanged, waiting) -> {
            mine[0] = waiting == null;
            var all = waiting == null ? new ArrayList<Consumer<Optional<A>>>() : waiting;
            if (waiting != null) {
                all.add(told);
            }
            return all;
        });
        return mine[0];
    }

    void tell(Q question, Optional<A> answer) {
        var waiting = asked.remove(question);
        if (waiting != null) {
            waiting.forEach(told -> told.accept(answer));
        }
    }

    int size() {
        return known.size();
    }
}
