package org.sspi4j.tomcat.testkit;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.catalina.startup.Catalina;

/**
 * Tomcat as catalina.sh starts it, from the folder that {@code catalina.base} names, until its standard input ends. Tells on its standard
 * output where it listens, a line for each connector: {@code http 41234}, and {@code ready} behind the last one.
 *
 * <p>To look at it with a browser: start {@link TomcatProcess}, and give the browser a ticket.
 */
public final class CatalinaMain {
    private CatalinaMain() {}

    public static void main(String... arguments) throws IOException {
        var catalina = new Catalina();
        catalina.setUseShutdownHook(false);
        catalina.load();
        catalina.start();
        for (var service : catalina.getServer().findServices()) {
            for (var connector : service.findConnectors()) {
                System.out.println(connector.getScheme() + " " + connector.getLocalPort());
            }
        }
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
        catalina.stop();
        System.exit(0);
    }
}
