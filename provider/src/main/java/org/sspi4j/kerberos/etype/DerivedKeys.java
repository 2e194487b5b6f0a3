package org.sspi4j.kerberos.etype;

/** What was derived from a protocol key for one usage; for all threads. */
interface DerivedKeys {
    /** A key for one thread at a time; costs key schedules, not derivations. */
    SpecificKey specificKey();

    void wipe();
}
