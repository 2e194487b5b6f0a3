package org.sspi4j.wire.x509;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.Oid;

/**
 * otherName of a GeneralName.
 *
 * @param value as DER, whatever the type makes of it
 * @spec RFC 5280 4.2.1.6
 */
public record OtherName(Oid typeId, byte[] value) {
    static OtherName decode(DerReader inside) throws DecodeException {
        var typeId = inside.next("type-id").oid();
        var value = inside.tagged(0, "value").element("value");
        inside.end();
        return new OtherName(typeId, value);
    }
}
