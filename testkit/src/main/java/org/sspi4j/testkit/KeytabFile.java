package org.sspi4j.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;

/** MIT's keytab format, version 0x502. Kerby's writer knows only key versions of 8 bits. */
final class KeytabFile {
    private static final int VERSION = 0x0502;

    private KeytabFile() {}

    /** Makes the file, or adds to it. */
    static void add(Path file, PrincipalName principal, Instant time, List<EncryptionKey> keys) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        if (!Files.exists(file)) {
            out.writeShort(VERSION);
        }
        for (EncryptionKey key : keys) {
            byte[] entry = entry(principal, time, key);
            out.writeInt(entry.length);
            out.write(entry);
        }
        Files.write(file, bytes.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static byte[] entry(PrincipalName principal, Instant time, EncryptionKey key) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        List<String> components = principal.getNameStrings();
        out.writeShort(components.size());
        counted(out, principal.getRealm().getBytes(StandardCharsets.UTF_8));
        for (String component : components) {
            counted(out, component.getBytes(StandardCharsets.UTF_8));
        }
        out.writeInt(principal.getNameType().getValue());
        out.writeInt((int) time.getEpochSecond());
        out.writeByte(key.getKvno());
        out.writeShort(key.getKeyType().getValue());
        counted(out, key.getKeyData());
        out.writeInt(key.getKvno());
        return bytes.toByteArray();
    }

    private static void counted(DataOutputStream out, byte[] data) throws IOException {
        out.writeShort(data.length);
        out.write(data);
    }
}
