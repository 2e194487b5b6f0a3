package org.sspi4j.schannel.jsse;

import org.sspi4j.schannel.tls.TlsVersion;

/**
 * What SunJSSE puts around the payload of a record, in bytes.
 *
 * @param header with the explicit nonce or vector
 * @param trailer at most: content type, padding, MAC
 * @param largestMessage what goes into one record
 * @spec RFC 8446 5.2; RFC 5246 6.2.3; RFC 5288 3
 */
record RecordSizes(int header, int trailer, int largestMessage) {
    private static final int HEADER = 5;
    static final int FRAGMENT = 1 << 14;
    private static final int TAG = 16;
    /** SunJSSE pads each record of TLS 1.3 with so many zeros. */
    private static final int PADDING_1_3 = 16;
    /** Before TLS 1.1 a record's first byte travels in a record of its own, against BEAST: header, MAC and padding once more. */
    private static final int SPLIT = HEADER + 1 + 20 + 16;

    /** @param fragment the largest that both sides take, with max_fragment_length of RFC 6066 4 perhaps */
    static RecordSizes of(TlsVersion version, String suite, int fragment) {
        if (version == TlsVersion.TLS_1_3) {
            int around = 1 + PADDING_1_3;
            return new RecordSizes(HEADER, around + TAG, fragment - around);
        }
        if (suite.contains("_GCM_")) {
            return new RecordSizes(HEADER + 8, TAG, fragment);
        }
        if (suite.contains("_CHACHA20_")) {
            return new RecordSizes(HEADER, TAG, fragment);
        }
        int block = suite.contains("_3DES_") ? 8 : 16;
        int macAndPadding = mac(suite) + block;
        return version == TlsVersion.TLS_1_0
                ? new RecordSizes(HEADER, macAndPadding + SPLIT, fragment)
                : new RecordSizes(HEADER + block, macAndPadding, fragment);
    }

    private static int mac(String suite) {
        return suite.endsWith("_SHA384") ? 48 : suite.endsWith("_SHA256") ? 32 : 20;
    }
}
