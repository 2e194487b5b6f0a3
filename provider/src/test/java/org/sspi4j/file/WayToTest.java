package org.sspi4j.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("whoever may rename on the way to a folder puts another one there")
class WayToTest {
    @TempDir
    private Path temporary;

    private Path root;
    private Path own;

    @BeforeEach
    void folders() throws IOException {
        root = temporary.toRealPath();
        own = Files.createDirectories(root.resolve("a/b/own"));
    }

    private static void mode(Path folder, int mode) throws IOException {
        Files.setAttribute(folder, "unix:mode", mode);
    }

    private static String refused(Path folder) {
        return assertThrows(UnfitFileException.class, () -> WayTo.of(folder).require()).getMessage();
    }

    @Test
    void nobodyButRootAndTheOwnerMay() throws Exception {
        WayTo.of(own).require();
        mode(own, 0777);
        WayTo.of(own).require();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b"})
    void eachFolderCounts(String which) throws Exception {
        for (int open : new int[] {0720, 0702, 0777, 02770, 04702}) {
            mode(root.resolve(which), open);
            assertTrue(refused(own).contains("in " + root.resolve(which) + " on the way there others may"), refused(own));
        }
        for (int closed : new int[] {0700, 0755, 01777, 01770}) {
            mode(root.resolve(which), closed);
            WayTo.of(own).require();
        }
    }

    /** The root is not trusted here, so that it is the first of them. */
    @Test
    void aFolderOfAnotherUserDoes() {
        var said = assertThrows(UnfitFileException.class, () -> new WayTo(own, Set.of(-4711)).require()).getMessage();
        assertTrue(said.startsWith("lies in " + own + ", and / on the way there belongs to "), said);
    }

    @Test
    void aLinkCountsWithTheFolderThatItLiesIn() throws Exception {
        var open = Files.createDirectory(root.resolve("open"));
        var link = Files.createSymbolicLink(open.resolve("link"), Path.of("../a/./b"));
        WayTo.of(link.resolve("own")).require();
        mode(open, 0777);
        assertTrue(refused(link.resolve("own")).contains("in " + open + " on the way"));
        WayTo.of(own).require();
    }

    @Test
    void aLinkCountsWithTheFoldersThatItLeadsThrough() throws Exception {
        var link = Files.createSymbolicLink(root.resolve("link"), root.resolve("a/b"));
        WayTo.of(link.resolve("own")).require();
        mode(root.resolve("a"), 0777);
        assertTrue(refused(link.resolve("own")).contains("in " + root.resolve("a") + " on the way"));
    }

    /** Whose it is may lead it elsewhere, in a sticky folder too. Only root gives a link to somebody else. */
    @Test
    void aLinkOfAnotherUserDoes() throws Exception {
        assumeTrue((int) Files.getAttribute(own, "unix:uid") == 0, "not root");
        var link = Files.createSymbolicLink(root.resolve("link"), root.resolve("a/b"));
        WayTo.of(link.resolve("own")).require();
        Files.setAttribute(link, "unix:uid", 4711, LinkOption.NOFOLLOW_LINKS);
        assertTrue(refused(link.resolve("own")).contains("and " + link + " on the way there belongs to "), refused(link.resolve("own")));
    }

    @Test
    void aLinkOfALinkCounts() throws Exception {
        var open = Files.createDirectory(root.resolve("open"));
        Files.createSymbolicLink(open.resolve("second"), root.resolve("a"));
        var first = Files.createSymbolicLink(root.resolve("first"), Path.of("open/second"));
        WayTo.of(first.resolve("b/own")).require();
        mode(open, 0777);
        assertTrue(refused(first.resolve("b/own")).contains("in " + open + " on the way"));
    }

    /** What a name with two dots means depends on where a link has led to. */
    @Test
    void goingUpIsGoingUpFromWhereALinkLeads() throws Exception {
        var link = Files.createSymbolicLink(root.resolve("link"), root.resolve("a/b"));
        mode(root.resolve("a/b"), 0777);
        assertTrue(refused(link.resolve("../b/own")).contains("in " + root.resolve("a/b") + " on the way"));
        mode(root.resolve("a/b"), 0700);
        WayTo.of(link.resolve("../b/own")).require();
    }

    @Test
    void linksDoNotLeadRoundForEver() throws Exception {
        Files.createSymbolicLink(root.resolve("x"), root.resolve("y"));
        Files.createSymbolicLink(root.resolve("y"), root.resolve("x"));
        var round = new WayTo(root.resolve("x/own"), WayTo.of(own).trusted());
        var said = assertThrows(UnfitFileException.class, round::require).getMessage();
        assertEquals("lies in " + root.resolve("x/own") + ", on the way to which links lead round in a circle", said);
    }
}
