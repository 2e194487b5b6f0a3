package org.sspi4j.kerberos.message;

import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A new password, and whose. Prints no password.
 *
 * @param newpasswd in UTF-8
 * @param targname whose it is to be; that of the ticket's client if absent
 * @spec RFC 3244 2
 */
public record ChangePasswdData(byte[] newpasswd, Optional<PrincipalName> targname, Optional<String> targrealm)
        implements DerValue {
    public static ChangePasswdData decode(byte[] der) throws DecodeException {
        var in = DerReader.of(der, "ChangePasswdData").sequence();
        byte[] newpasswd = in.tagged(0, "newpasswd").octetString();
        var targname = in.optional(1, "targname", PrincipalName::read);
        var targrealm = in.optional(2, "targrealm", DerReader::generalString);
        in.end();
        return new ChangePasswdData(newpasswd, targname, targrealm);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.optional(2, targrealm, DerWriter::generalString);
        out.optional(1, targname, DerWriter::value);
        out.octetString(newpasswd).tagged(0);
        out.sequence(end);
    }

    /** Overwrites the password. */
    public void wipe() {
        Arrays.fill(newpasswd, (byte) 0);
    }

    @Override
    public String toString() {
        return "ChangePasswdData[" + targname + ", " + targrealm + "]";
    }
}
