package org.sspi4j.gss;

import java.util.Optional;
import org.ietf.jgss.GSSException;

/**
 * A Kerberos principal as GSS-API prints it: components parted by {@code /}, the realm behind {@code @}, a backslash before a
 * separator that belongs to a name.
 *
 * @param realm empty if the text has none
 * @spec RFC 1964 2.1.1
 */
record KerberosName(String components, Optional<String> realm) {
    static KerberosName parse(String text) throws GSSException {
        int at = separator(text);
        var components = at < 0 ? text : text.substring(0, at);
        Optional<String> realm = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
        if (components.isEmpty()
                || realm.filter(name -> name.isEmpty() || separator(name) >= 0).isPresent()
                || text.chars().anyMatch(Character::isISOControl)
                || hasOtherEscape(text)) {
            throw GssStatus.BAD_NAME.saying("\"" + text + "\" is not a Kerberos principal");
        }
        return new KerberosName(components, realm);
    }

    /** A user as people write it: a principal, or {@code REALM\alice} as on Windows. */
    static KerberosName ofUser(String text) throws GSSException {
        int backslash = text.indexOf('\\');
        boolean isDomainFirst = backslash > 0
                && backslash + 1 < text.length()
                && text.indexOf('@') < 0
                && "/@\\".indexOf(text.charAt(backslash + 1)) < 0;
        return isDomainFirst
                ? parse(text.substring(backslash + 1) + "@" + text.substring(0, backslash))
                : parse(text);
    }

    /** With a realm, if it had none. */
    KerberosName in(Optional<String> realm) {
        return this.realm.isPresent() ? this : new KerberosName(components, realm);
    }

    @Override
    public String toString() {
        return components + realm.map(name -> "@" + name).orElse("");
    }

    /** The first {@code @} that no backslash stands before; -1 if there is none. */
    private static int separator(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '@') {
                return i;
            }
        }
        return -1;
    }

    /** A backslash stands before a separator or another backslash, and nowhere else: two texts would be one name. */
    private static boolean hasOtherEscape(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && (++i == text.length() || "/@\\".indexOf(text.charAt(i)) < 0)) {
                return true;
            }
        }
        return false;
    }
}
