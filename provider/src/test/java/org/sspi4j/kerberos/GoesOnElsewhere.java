package org.sspi4j.kerberos;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;

/**
 * Another process that goes on with a context, whose key file is the argument: reads an exported one and a sealed message, each a line
 * of hexadecimal, and prints client and service, the message, a sealed message of its own; or the status of a refusal.
 */
final class GoesOnElsewhere {
    private GoesOnElsewhere() {}

    public static void main(String... arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        byte[] packed = HexFormat.of().parseHex(in.readLine());
        byte[] message = HexFormat.of().parseHex(in.readLine());
        try (var context = Sspi.importSecurityContext("Kerberos", packed, null, ContextKeyFile.at(Path.of(arguments[0])))) {
            var names = context.query(ContextAttribute.NATIVE_NAMES);
            System.out.println(names.clientName() + " " + names.serverName());
            System.out.println(opened(context, message));
            System.out.println(HexFormat.of().formatHex(sealed(context, "from elsewhere")));
        } catch (SspiException e) {
            System.out.println(e.status());
        }
    }

    static byte[] sealed(CtxtHandle from, String text) throws SspiException {
        var trailer = ByteBuffer.allocate(from.sizes().securityTrailer());
        var data = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        from.encryptMessage(List.of(SecBuffer.token(trailer), SecBuffer.data(data)));
        return ByteBuffer.allocate(trailer.remaining() + data.remaining()).put(trailer).put(data).array();
    }

    static String opened(CtxtHandle by, byte[] message) throws SspiException {
        var data = SecBuffer.empty();
        by.decryptMessage(List.of(SecBuffer.stream(ByteBuffer.wrap(message.clone())), data));
        return new String(data.toBytes(), StandardCharsets.UTF_8);
    }
}
