package org.sspi4j.kerberos.message;

import java.nio.charset.StandardCharsets;
import org.sspi4j.wire.DecodeException;

/**
 * A name and its realm: {@code alice@EXAMPLE.COM}.
 *
 * @spec RFC 4120 6
 */
public record Principal(PrincipalName name, String realm) {
    /**
     * From text: {@link PrincipalName#parse a name}, then {@code @} and the realm, in which {@code \} is used in the same way.
     *
     * @param defaultRealm the realm if the text names none
     */
    public static Principal parse(String text, String defaultRealm) throws DecodeException {
        var parser = new PrincipalText(text);
        PrincipalName name = parser.name();
        String realm = parser.realm(defaultRealm);
        parser.end();
        return new Principal(name, realm);
    }

    /** Is it the same principal, whatever the name types? */
    public boolean sameAs(Principal other) {
        return realm.equals(other.realm) && name.sameAs(other.name);
    }

    /**
     * What a password is salted with where nobody says otherwise.
     *
     * @spec RFC 4120 4
     */
    public byte[] defaultSalt() {
        return (realm + String.join("", name.nameString())).getBytes(StandardCharsets.UTF_8);
    }

    /** The text that {@link #parse} takes. */
    @Override
    public String toString() {
        return name + "@" + PrincipalText.escaped(realm, "@\\");
    }
}
