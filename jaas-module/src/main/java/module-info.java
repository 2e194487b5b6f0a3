/** A login module that acquires SSPI credentials. */
module org.sspi4j.jaas {
    requires java.security.jgss;
    requires transitive org.sspi4j;

    exports org.sspi4j.jaas;

    provides java.security.Provider with
            org.sspi4j.jaas.SspiJaasProvider;
    provides javax.security.auth.spi.LoginModule with
            org.sspi4j.jaas.ProvenNameLoginModule,
            org.sspi4j.jaas.SspiLoginModule;
}
