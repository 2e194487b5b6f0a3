package org.sspi4j.sasl;

/** The properties of SASL clients and servers that are this library's own, beside those of {@link javax.security.sasl.Sasl}. */
public final class SspiSasl {
    /**
     * Whose credentials to use: a {@link org.sspi4j.api.CredHandle} of the mechanism's security package, which stays the caller's to
     * close, or {@link SaslCredentials}. {@link javax.security.sasl.Sasl#CREDENTIALS} is looked at too, if this is not there.
     */
    public static final String CREDENTIAL = "org.sspi4j.sasl.credential";

    /**
     * What binds the exchange to the channel below: {@link org.sspi4j.api.ChannelBindings} of TLS. A server that has them takes no
     * client without. A client of JNDI has them from {@code com.sun.jndi.ldap.tls.cbtype} and does not need this.
     */
    public static final String CHANNEL_BINDINGS = "org.sspi4j.sasl.channelbindings";

    private SspiSasl() {}
}
