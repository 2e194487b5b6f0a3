/** {@code org.ietf.jgss} on SSPI. */
module org.sspi4j.gss {
    requires transitive java.security.jgss;
    requires transitive org.sspi4j;
    requires static jdk.security.jgss;

    exports org.sspi4j.gss;

    provides org.ietf.jgss.GSSManager with
            org.sspi4j.gss.SspiGssManager;
}
