package org.sspi4j.schannel.certificate;

import java.security.MessageDigest;
import java.util.Optional;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.wire.x509.GeneralNames;

/**
 * Whom a client wants to speak to: what is compared with the names in a server's certificate.
 *
 * @spec RFC 9525 6.1
 */
public sealed interface ReferenceName {
    /**
     * Of pszTargetName: a DNS name, also one that ends with a dot; the literal of an IPv4 or IPv6 address, this in brackets or not; or
     * {@code service/host} and {@code service/host:port}, as Kerberos has them, of which the host counts.
     *
     * @throws SspiException SEC_E_WRONG_PRINCIPAL if it is none of these: then no certificate is for it
     */
    static ReferenceName of(String target) throws SspiException {
        var host = host(target);
        var literal = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        var octets = IpLiteral.octets(literal);
        if (octets.isPresent() && (literal.equals(host) || literal.indexOf(':') >= 0)) {
            return new Address(literal, octets.get());
        }
        var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (!DnsName.is(name)) {
            throw new SspiException(SecurityStatus.SEC_E_WRONG_PRINCIPAL, problem(target));
        }
        return new Name(name);
    }

    /** Whether these names of a certificate have it. */
    boolean matches(GeneralNames presented);

    /**
     * For server_name, in which addresses do not stand.
     *
     * @spec RFC 6066 3
     */
    Optional<String> serverName();

    /** A DNS name, without the final dot. */
    record Name(String name) implements ReferenceName {
        @Override
        public boolean matches(GeneralNames presented) {
            return presented.dnsNames().stream().anyMatch(dnsName -> DnsName.matches(dnsName, name));
        }

        @Override
        public Optional<String> serverName() {
            return Optional.of(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** An address: only an iPAddress of the same octets is for it. */
    record Address(String literal, byte[] octets) implements ReferenceName {
        @Override
        public boolean matches(GeneralNames presented) {
            return presented.ipAddresses().stream().anyMatch(address -> MessageDigest.isEqual(address, octets));
        }

        @Override
        public Optional<String> serverName() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return literal;
        }
    }

    private static String host(String target) {
        int slash = target.indexOf('/');
        if (slash < 0) {
            return target;
        }
        var host = target.substring(slash + 1);
        int colon = host.lastIndexOf(':');
        // Of several colons the last one is a port's only behind brackets.
        boolean port = colon >= 0 && (host.indexOf(':') == colon || host.charAt(colon - 1) == ']');
        if (slash == 0 || port && !host.substring(colon + 1).matches("[0-9]{1,5}")) {
            return "";
        }
        return port ? host.substring(0, colon) : host;
    }

    private static String problem(String target) {
        return target.isEmpty()
                ? "There is no target name, and with it the server's name is checked: give the DNS name of the server, or set"
                        + " NO_SERVERNAME_CHECK or MANUAL_CRED_VALIDATION"
                : "No certificate can be for the target " + OneLine.of(target) + ": give the DNS name of the server (international"
                        + " names as xn--...), its address, or service/host, without a port or path behind";
    }
}
