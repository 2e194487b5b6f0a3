package org.sspi4j.jaas;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;

/**
 * A ticket as kinit would leave it in a file.
 *
 * @spec MIT krb5 "Credential cache file format", version 4
 */
final class CcacheFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private CcacheFile() {}

    static Path of(KerberosTicket ticket, Path file) throws IOException {
        var cache = new CcacheFile();
        cache.out.writeShort(0x0504);
        cache.out.writeShort(0);
        cache.principal(ticket.getClient());
        cache.credential(ticket);
        return Files.write(file, cache.bytes.toByteArray());
    }

    private void credential(KerberosTicket ticket) throws IOException {
        principal(ticket.getClient());
        principal(ticket.getServer());
        out.writeShort(ticket.getSessionKeyType());
        data(ticket.getSessionKey().getEncoded());
        for (var time : new Date[] {ticket.getAuthTime(), ticket.getStartTime(), ticket.getEndTime()}) {
            out.writeInt((int) (time.getTime() / 1000));
        }
        out.writeInt(0);
        out.writeByte(0);
        var flags = ticket.getFlags();
        int bits = 0;
        for (int i = 0; i < 32; i++) {
            bits |= i < flags.length && flags[i] ? 1 << 31 - i : 0;
        }
        out.writeInt(bits);
        out.writeInt(0);
        out.writeInt(0);
        data(ticket.getEncoded());
        out.writeInt(0);
    }

    private void principal(KerberosPrincipal principal) throws IOException {
        var name = principal.getName().substring(0, principal.getName().lastIndexOf('@')).split("/");
        out.writeInt(principal.getNameType());
        out.writeInt(name.length);
        data(principal.getRealm().getBytes(StandardCharsets.UTF_8));
        for (var component : name) {
            data(component.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void data(byte[] data) throws IOException {
        out.writeInt(data.length);
        out.write(data);
    }
}
