package org.sspi4j.kerberos.store;

import static java.util.stream.Collectors.joining;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/**
 * A principal as files keep it.
 *
 * @param components the parts of the name, such as {@code HTTP} and {@code web.example.com}
 * @param nameType as in RFC 4120 6.2: 1 for users, 2 and 3 for services; files often hold others, compare without it
 */
public record StoredPrincipal(List<String> components, String realm, int nameType) {
    public StoredPrincipal {
        components = List.copyOf(components);
    }

    /** Components and realm are equal; the name type is a hint and is not compared (RFC 4120 6.2). */
    public boolean names(StoredPrincipal other) {
        return components.equals(other.components) && realm.equals(other.realm);
    }

    /** In file format version 4 of credential caches. */
    public static StoredPrincipal decode(byte[] wire) throws DecodeException {
        var in = StoreReader.of(new BigEndianReader(wire), ByteOrder.BIG_ENDIAN);
        var principal = StoredCredential.principal("principal", in, 4);
        in.end("principal");
        return principal;
    }

    /** In file format version 4 of credential caches. */
    public byte[] encode() {
        var out = new BigEndianWriter();
        writeTo(out);
        return out.toByteArray();
    }

    void writeTo(BigEndianWriter out) {
        out.u32(nameType).u32(components.size()).counted32(realm.getBytes(StandardCharsets.UTF_8));
        components.forEach(component -> out.counted32(component.getBytes(StandardCharsets.UTF_8)));
    }

    /** As people write it: {@code HTTP/web.example.com@EXAMPLE.COM}, with a backslash before separators in a part. */
    @Override
    public String toString() {
        return components.stream().map(StoredPrincipal::quoted).collect(joining("/")) + "@" + quoted(realm);
    }

    private static String quoted(String part) {
        return part.replace("\\", "\\\\").replace("/", "\\/").replace("@", "\\@")
                .replace("\n", "\\n").replace("\t", "\\t").replace("\b", "\\b").replace("\0", "\\0");
    }
}
