package org.sspi4j.kerberos.message;

import java.util.List;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * The name of a principal within its realm: {@code alice}, {@code HTTP/www.example.com}. Heimdal names nobody, with no component at all,
 * in errors about requests it could not read.
 *
 * @param nameType a {@link NameType}
 * @param nameString the components, at most {@value #MAX_COMPONENTS}
 * @spec RFC 4120 5.2.2
 */
public record PrincipalName(int nameType, List<String> nameString) implements DerValue {
    public static final int MAX_COMPONENTS = 16;

    public PrincipalName {
        nameString = Bounds.list("name-string", nameString, MAX_COMPONENTS);
    }

    public static PrincipalName of(int nameType, String... nameString) {
        return new PrincipalName(nameType, List.of(nameString));
    }

    /** The ticket-granting service of {@code realm}, as tickets for it are asked for. */
    public static PrincipalName krbtgt(String realm) {
        return of(NameType.NT_SRV_INST, "krbtgt", realm);
    }

    /** Whether it is the ticket-granting service of some realm. */
    public boolean isKrbtgt() {
        return nameString.size() == 2 && nameString.get(0).equals("krbtgt");
    }

    /**
     * From text without a realm: components between {@code /}, and {@code \} before a {@code /}, {@code @} or {@code \} that belongs to
     * one. One component is NT-PRINCIPAL, more are NT-SRV-INST, as Windows does.
     */
    public static PrincipalName parse(String text) throws DecodeException {
        var parser = new PrincipalText(text);
        PrincipalName name = parser.name();
        parser.end();
        return name;
    }

    /**
     * Is it the same name? The type does not matter, and every other code unit does: no case, width or accent is folded.
     *
     * @spec RFC 4120 6.2
     */
    public boolean sameAs(PrincipalName other) {
        return nameString.equals(other.nameString);
    }

    public static PrincipalName decode(byte[] der) throws DecodeException {
        return read(DerReader.of(der, "PrincipalName"));
    }

    static PrincipalName read(DerReader outer) throws DecodeException {
        var in = outer.sequence();
        int nameType = in.tagged(0, "name-type").int32();
        var nameString = in.tagged(1, "name-string").sequenceOf(MAX_COMPONENTS, DerReader::generalString);
        in.end();
        return new PrincipalName(nameType, nameString);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.sequenceOf(nameString, DerWriter::generalString).tagged(1);
        out.integer(nameType).tagged(0);
        out.sequence(end);
    }

    /** The text that {@link #parse} takes. */
    @Override
    public String toString() {
        return PrincipalText.of(nameString);
    }
}
