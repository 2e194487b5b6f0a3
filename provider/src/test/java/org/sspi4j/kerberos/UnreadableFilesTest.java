package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.testkit.ForkedJvm;

/**
 * A JVM in which no right goes past the modes of files: root's go, so there it gives them up before it starts.
 */
@DisplayName("quality.md 5: files that the JVM's user may not read")
class UnreadableFilesTest {
    @TempDir
    private Path folder;

    private Map<String, String> said;

    @BeforeEach
    void read() throws Exception {
        byte[] keytab = new Forge.KeytabBytes().with(3, Forge.key(Forge.AES256, "service")).bytes();
        Files.write(folder.resolve("open"), keytab);
        closed(Files.write(folder.resolve("keytab"), keytab));
        closed(Files.write(folder.resolve("cache"), StoredFiles.ccache(ScriptedKdc.ALICE)));
        closed(Files.writeString(folder.resolve("krb5.conf"), "[libdefaults]\n"));
        var behind = Files.createDirectory(folder.resolve("closed"));
        Files.write(behind.resolve("keytab"), keytab);
        closed(behind);
        var empty = Files.writeString(folder.resolve("empty.conf"), "");
        var jvm = ForkedJvm.of(ReadsFiles.class).arguments(folder.toString()).environment("KRB5_CONFIG", empty.toString());
        boolean root = Files.isReadable(folder.resolve("keytab"));
        var result = (root ? jvm.startedBy("setpriv", "--bounding-set=-dac_override,-dac_read_search") : jvm).run();
        assertEquals(0, result.exitStatus(), result.errors());
        said = result.lines().stream()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    }

    private static void closed(Path path) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    }

    /** So that the folder can be deleted. */
    @AfterEach
    void open() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void itReadsWhatItMay() {
        assertEquals("Kerberos INBOUND", said.get("open"));
    }

    @Test
    void ofEachItIsToldWhoseItIsAndWhoWantedToReadIt() throws Exception {
        for (var name : new String[] {"keytab", "cache", "krb5.conf"}) {
            var file = folder.resolve(name);
            isToldOf(name, file);
        }
        assertTrue(said.get("keytab").startsWith("SEC_E_NO_CREDENTIALS: "), said::toString);
        assertTrue(said.get("cache").startsWith("SEC_E_NO_CREDENTIALS: "), said::toString);
    }

    @Test
    void ofAKeytabThatIsToBeShownAndChangedToo() throws Exception {
        isToldOf("edited", folder.resolve("keytab"));
        assertTrue(said.get("edited").startsWith("SEC_E_NO_CREDENTIALS: The keytab "), said::toString);
    }

    private void isToldOf(String name, Path file) throws Exception {
        String user = said.get("user");
        says(name, file + " may not be read by " + user + ", as whom this JVM runs: it is "
                        + Files.getOwner(file).getName() + "'s, of the group ",
                ", ---------. Give " + user + " the right to read it, and nobody else, or name a file that " + user + " may read");
    }

    @Test
    void behindAFolderThatMayNotBeEnteredTheWayEndsThere() {
        says("behind", "may not be read by " + said.get("user"), "the way to it ends at " + folder.resolve("closed") + ". Give");
    }

    private void says(String name, String... parts) {
        for (var part : parts) {
            assertTrue(said.get(name).contains(part), "\"" + part + "\" in: " + said.get(name));
        }
    }
}
