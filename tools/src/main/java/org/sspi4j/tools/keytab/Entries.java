package org.sspi4j.tools.keytab;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.sspi4j.api.KeytabFile;
import org.sspi4j.api.OneLine;

/** Entries of a keytab as a table, one line each whatever is in the names: the file may be anybody's. */
final class Entries {
    private static final String LINE = "%10s  %-20s  %-26s  %s%n";

    private Entries() {}

    static void print(List<KeytabFile.Entry> entries, PrintWriter out) {
        out.printf(Locale.ROOT, LINE, "kvno", "timestamp", "encryption type", "principal");
        entries.forEach(entry -> out.printf(
                Locale.ROOT, LINE, entry.kvno(), entry.timestamp().map(Object::toString).orElse("-"), entry.etypeName(),
                OneLine.of(entry.principal())));
        out.flush();
    }
}
