package org.sspi4j.credential;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Reads or adds to a file in a process of its own, and says what came of it. */
final class LockedFileInAnotherJvm {
    private LockedFileInAnotherJvm() {}

    public static void main(String... arguments) throws Exception {
        var file = new LockedFile(Path.of(arguments[1]), Duration.ofMillis(50));
        try {
            if (arguments[0].equals("read")) {
                file.read();
            } else {
                file.update(present -> new LockedFile.Append(new byte[] {2}));
            }
            System.out.println("done");
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
