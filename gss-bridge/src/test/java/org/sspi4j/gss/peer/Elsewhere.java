package org.sspi4j.gss.peer;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.gss.SspiGssManager;

/**
 * Another process that goes on with a context: reads an exported one and a sealed message, each a line of hexadecimal, and
 * prints client and service, the message, a sealed message of its own, and the context as it exports it again. Its argument is the
 * key file of both.
 */
public final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        var manager = new SspiGssManager().with(ContextKeyFile.at(Path.of(args[0])));
        var side = new LocalSide(manager.createContext(HexFormat.of().parseHex(in.readLine())));
        System.out.println(side.context().getSrcName() + " " + side.context().getTargName());
        var opened = side.unwrap(HexFormat.of().parseHex(in.readLine()));
        System.out.println(new String(opened.text(), StandardCharsets.UTF_8) + " " + opened.props());
        System.out.println(HexFormat.of().formatHex(side.wrap("from elsewhere".getBytes(StandardCharsets.UTF_8), true)));
        System.out.println(HexFormat.of().formatHex(side.context().export()));
    }
}
