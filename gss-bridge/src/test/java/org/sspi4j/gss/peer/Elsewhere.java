package org.sspi4j.gss.peer;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.sspi4j.gss.SspiGssManager;

/**
 * Another process that goes on with a context: reads an exported one and a sealed message, each a line of hexadecimal, and
 * prints client and service, the message, a sealed message of its own, and the context as it exports it again.
 */
public final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        var side = new LocalSide(new SspiGssManager().createContext(HexFormat.of().parseHex(in.readLine())));
        System.out.println(side.context().getSrcName() + " " + side.context().getTargName());
        var opened = side.unwrap(HexFormat.of().parseHex(in.readLine()));
        System.out.println(new String(opened.text(), StandardCharsets.UTF_8) + " " + opened.props());
        System.out.println(HexFormat.of().formatHex(side.wrap("from elsewhere".getBytes(StandardCharsets.UTF_8), true)));
        System.out.println(HexFormat.of().formatHex(side.context().export()));
    }
}
