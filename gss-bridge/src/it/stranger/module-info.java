/** Somebody else's program: it knows what the three jars export, and nothing more. */
module stranger {
    requires org.sspi4j.gss;
    requires org.sspi4j.jaas;

    uses javax.security.auth.spi.LoginModule;
    uses org.ietf.jgss.GSSManager;
}
