package org.sspi4j.interop;

/** What the tests run against: a column of the table that interop/run prints. */
enum Peer {
    MIT_KDC("MIT KDC"),
    MIT_KPASSWD("MIT kpasswd"),
    GSS_SERVER("gss-server"),
    GSS_CLIENT("gss-client"),
    MIT_GSS_HTTPS("MIT GSS-API, OpenSSL"),
    MIT_PROGRAMS("kinit, klist"),
    SAMBA("Samba AD"),
    NTLM_AUTH("ntlm_auth"),
    GSS_NTLMSSP("gss-ntlmssp"),
    CYRUS("Cyrus SASL"),
    OPENLDAP("OpenLDAP"),
    CURL("curl"),
    HTTPD("httpd"),
    CHROMIUM("Chromium"),
    JDK("JDK's JGSS"),
    JDK_HTTP("HttpURLConnection"),
    OPENSSL("OpenSSL"),
    GNUTLS("GnuTLS");

    private final String heading;

    Peer(String heading) {
        this.heading = heading;
    }

    @Override
    public String toString() {
        return heading;
    }
}
