package org.sspi4j.interop;

import java.util.Set;

/** What our sides do not have yet. No test is skipped for it: it runs, and shows what there is instead until the line here is gone. */
enum Later {
    /** RFC 4121 4.1.1.1. An acceptor leaves what is delegated to it where it is, and says so. */
    DELEGATION;

    static final Set<Later> ALL = Set.of(values());
}
