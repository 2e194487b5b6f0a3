package org.sspi4j.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Decisions;

/** The decisions of one credential or one context, up to a bound: a peer that makes us decide a lot takes no memory for it. */
final class DecisionLog implements Decisions {
    static final int MOST = 64;

    private static final Entry[] NONE = {};

    private Entry[] entries = NONE;
    private int used;
    private int dropped;

    private record Entry(Decision.About about, String sentence, Object[] values) {
        Decision told() {
            var text = new StringBuilder(sentence.length() + 16 * values.length);
            int from = 0;
            for (Object value : values) {
                int place = sentence.indexOf("{}", from);
                if (place < 0) {
                    break;
                }
                text.append(sentence, from, place).append(value);
                from = place + 2;
            }
            return new Decision(about, text.append(sentence, from, sentence.length()).toString());
        }
    }

    @Override
    public synchronized void note(Decision.About about, String sentence, Object... values) {
        if (used == MOST) {
            dropped++;
            return;
        }
        if (used == entries.length) {
            entries = Arrays.copyOf(entries, Math.min(MOST, used + 4));
        }
        entries[used++] = new Entry(about, sentence, values);
    }

    /** Runs what notes its decisions here; a failure of it tells them. */
    <T> T toldOnFailure(Fault.Contained<T> action) throws SspiException {
        try {
            return Fault.contained(action);
        } catch (SspiException e) {
            throw e.withDecisions(told());
        }
    }

    /** In the order in which they were taken. */
    synchronized List<Decision> told() {
        var told = new ArrayList<Decision>(used + 1);
        for (int i = 0; i < used; i++) {
            told.add(entries[i].told());
        }
        if (dropped > 0) {
            told.add(new Decision(Decision.About.FALLBACK, dropped + " more decisions were not kept"));
        }
        return List.copyOf(told);
    }
}
