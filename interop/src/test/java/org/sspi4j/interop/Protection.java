package org.sspi4j.interop;

/** How a message of the gss-sample programs travels. */
enum Protection {
    PLAIN(0),
    SIGNED(SampleToken.WRAPPED),
    ENCRYPTED(SampleToken.WRAPPED | SampleToken.ENCRYPTED);

    final int flags;

    Protection(int flags) {
        this.flags = flags;
    }
}
