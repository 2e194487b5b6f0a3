package org.sspi4j.interop;

import org.sspi4j.api.SpProt;
import org.sspi4j.api.TlsParameters;

/** A version of TLS, as each of the programs is told to speak it and no other. */
enum TlsVersion {
    TLS_1_2("-tls1_2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER),
    TLS_1_3("-tls1_3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER);

    private final String openssl;
    private final String gnutls;
    private final SpProt[] others;

    TlsVersion(String openssl, String gnutls, SpProt... others) {
        this.openssl = openssl;
        this.gnutls = gnutls;
        this.others = others;
    }

    /** An option of s_client and s_server. */
    String openssl() {
        return openssl;
    }

    /** A priority string. */
    String gnutls() {
        return gnutls;
    }

    TlsParameters ours() {
        return TlsParameters.without(others);
    }

    TlsVersion other() {
        return this == TLS_1_2 ? TLS_1_3 : TLS_1_2;
    }
}
