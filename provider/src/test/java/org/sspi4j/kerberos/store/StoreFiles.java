package org.sspi4j.kerberos.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sspi4j.wire.BigEndianWriter;

/** Writes what the product only reads. */
public final class StoreFiles {
    private StoreFiles() {}

    public static byte[] encode(Keytab keytab) {
        var out = new BigEndianWriter().u16(0x0502);
        keytab.entries().forEach(entry -> out.counted32(encode(entry)));
        return out.toByteArray();
    }

    private static byte[] encode(Keytab.Entry entry) {
        var principal = entry.principal();
        var out = new BigEndianWriter().u16(principal.components().size()).counted16(utf8(principal.realm()));
        principal.components().forEach(component -> out.counted16(utf8(component)));
        return out.u32(principal.nameType())
                .u32((int) entry.timestamp())
                .u8((int) entry.kvno() & 0xff)
                .u16(entry.key().etype() & 0xffff)
                .counted16(entry.key().value())
                .u32((int) entry.kvno())
                .toByteArray();
    }

    public static byte[] encode(CredentialCache cache) {
        var out = new BigEndianWriter().u16(0x0504).u16(12).u16(1).u16(8)
                .u32((int) cache.kdcTimeOffset().getSeconds())
                .u32(cache.kdcTimeOffset().getNano() / 1000);
        principal(out, cache.defaultPrincipal());
        cache.credentials().forEach(credential -> credential(out, credential));
        return out.toByteArray();
    }

    private static void principal(BigEndianWriter out, StoredPrincipal principal) {
        out.u32(principal.nameType()).u32(principal.components().size()).counted32(utf8(principal.realm()));
        principal.components().forEach(component -> out.counted32(utf8(component)));
    }

    private static void credential(BigEndianWriter out, StoredCredential credential) {
        principal(out, credential.client());
        principal(out, credential.server());
        out.u16(credential.key().etype() & 0xffff).counted32(credential.key().value())
                .u32((int) credential.authtime()).u32((int) credential.starttime())
                .u32((int) credential.endtime()).u32((int) credential.renewTill())
                .u8(credential.isSkey() ? 1 : 0).u32(credential.ticketFlags());
        typedData(out, credential.addresses());
        typedData(out, credential.authdata());
        out.counted32(credential.ticket()).counted32(credential.secondTicket());
    }

    private static void typedData(BigEndianWriter out, List<StoredCredential.TypedData> parts) {
        out.u32(parts.size());
        parts.forEach(part -> out.u16(part.type() & 0xffff).counted32(part.contents()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
