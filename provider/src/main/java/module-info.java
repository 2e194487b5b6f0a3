/** Windows' Security Support Provider Interface: the API, the security packages, the {@code java.security.Provider}. */
module org.sspi4j {
    // javax.security.auth.kerberos
    requires java.security.jgss;
    // factories for SASL; java.naming, which JGSS needs, brings it anyway
    requires transitive java.security.sasl;
    // Camellia, CMAC, RC4, MD4: loaded when a type that needs them is used
    requires org.bouncycastle.provider;
    // TLS for credentials that choose it; else not loaded
    requires org.bouncycastle.tls;
    // SRV records: messages of DNS, and which name servers the system has.
    requires org.dnsjava;

    exports org.sspi4j;
    exports org.sspi4j.account;
    exports org.sspi4j.api;
    exports org.sspi4j.config;
    exports org.sspi4j.jca;
    exports org.sspi4j.sasl;
    exports org.sspi4j.secur32;
    exports org.sspi4j.spi;

    uses org.sspi4j.spi.PrivilegePolicy;
    uses org.sspi4j.spi.SecurityPackage;

    provides java.security.Provider with
            org.sspi4j.jca.SspiProvider;
    provides org.sspi4j.spi.SecurityPackage with
            org.sspi4j.kerberos.KerberosPackage,
            org.sspi4j.kerberos.IakerbPackage,
            org.sspi4j.negotiate.NegotiatePackage,
            org.sspi4j.ntlm.NtlmPackage,
            org.sspi4j.schannel.SchannelPackage,
            org.sspi4j.schannel.UnifiedSecurityProtocolPackage;
}
