package org.sspi4j.exported;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.file.OwnerOnly;

/** Makes the key of a file, imports a number of ids, or opens a context, in a process of its own, and says what came of it. */
final class ExportsInAnotherJvm {
    private ExportsInAnotherJvm() {}

    public static void main(String... arguments) throws Exception {
        var path = Path.of(arguments[1]);
        if (arguments[0].equals("key")) {
            System.out.println(HexFormat.of().formatHex(new KeyFile(path, OwnerOnly.ofProcess()).made(new SecureRandom())));
            return;
        }
        if (arguments[0].equals("first")) {
            System.out.println(ImportedContextsTest.firsts(path, Integer.parseInt(arguments[2])));
            return;
        }
        try {
            byte[] clear = new ExportedContexts(Clock.systemUTC(), new SecureRandom())
                    .open("EveryCase", HexFormat.of().parseHex(arguments[2]), ContextKeyFile.at(path));
            System.out.println(new String(clear, StandardCharsets.US_ASCII));
        } catch (SspiException e) {
            System.out.println(e.status());
        }
    }
}
