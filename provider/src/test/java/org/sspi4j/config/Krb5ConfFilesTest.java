package org.sspi4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each reading that is not a refusal of ours alone was compared with the profile library of MIT krb5 1.20.1. */
class Krb5ConfFilesTest {
    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text.replace('~', '\n').replace("$", folder.toString()));
    }

    private static String kdcs(KerberosConfig config) {
        return config.kdcs("A").stream().map(KdcAddress::host).collect(Collectors.joining(" "));
    }

    private String kdcs(String text) throws IOException, ConfigException {
        return kdcs(KerberosConfig.load(file("krb5.conf", text)));
    }

    private String refusal(String text) throws IOException {
        Path file = file("krb5.conf", text);
        String message = assertThrows(ConfigException.class, () -> KerberosConfig.load(file)).getMessage();
        return message.replace(folder.toString(), "$");
    }

    @Nested
    @DisplayName("include")
    class Include {
        @Test
        void theFileIsReadWhereItIsNamed() throws Exception {
            file("inc", "[realms]~A = {~kdc = k2~}~");
            assertEquals("k1 k2 k3", kdcs("[realms]~A = {~kdc = k1~}~include $/inc~[realms]~A = {~kdc = k3~}~"));
        }

        @Test
        void itBeginsBeforeAnySectionAndChangesNoneOfTheOuterFile() throws Exception {
            file("inc", "kdc = k0~[realms]~A = {~kdc = k2~}~");
            file("krb5.conf", "[realms]~A = {~kdc = k1~include $/inc~kdc = k3~}~");
            var config = KerberosConfig.load(folder.resolve("krb5.conf"));
            assertEquals("k1 k2 k3", kdcs(config));
            assertEquals(List.of(folder.resolve("inc") + " line 1: text (what stands before the first [section] is a comment)"),
                    config.ignored().stream().map(Object::toString).toList());
        }

        @Test
        void itMayStandBetweenATagAndItsBrace() throws Exception {
            file("inc", "");
            assertEquals("k1", kdcs("[realms]~A =~include $/inc~{~kdc = k1~}~"));
        }

        @Test
        void aTextMayIncludeAFile() throws Exception {
            Path inc = file("inc", "[libdefaults]~default_realm = A~");
            assertEquals(Optional.of("A"), KerberosConfig.parse("include " + inc + "\n").defaultRealm());
        }

        @Test
        void aFileMayBeIncludedTwice() throws Exception {
            file("inc", "[realms]~A = {~kdc = k1~}~");
            assertEquals("k1 k1", kdcs("include $/inc~include $/inc~"));
        }

        /** MIT reads such a file too, but not the line behind the mark. */
        @Test
        void aByteOrderMarkIsSkippedWhereAFileBegins() throws Exception {
            file("inc", "\uFEFF[realms]~A = {~kdc = k2~}~");
            file("krb5.conf", "\uFEFF[realms]~A = {~kdc = k1~}~include $/inc~");
            var config = KerberosConfig.load(folder.resolve("krb5.conf"));
            assertEquals("k1 k2", kdcs(config));
            assertEquals(
                    List.of(folder.resolve("krb5.conf") + " line 1: byte order mark (MIT krb5 takes the line behind it for a comment)",
                            folder.resolve("inc") + " line 1: byte order mark (MIT krb5 takes the line behind it for a comment)"),
                    config.ignored().stream().map(Object::toString).toList());
        }

        @Test
        void aByteOrderMarkAnywhereElseIsText() throws Exception {
            assertEquals("", kdcs("\uFEFF\uFEFF[realms]~A = {~kdc = k1~}~"));
            assertEquals("", kdcs("~\uFEFF[realms]~A = {~kdc = k1~}~"));
            assertEquals(
                    "$/krb5.conf line 2: write name = value, name = {, [section] or a comment", refusal("[realms]~\uFEFF[realms]~"));
        }

        @Test
        void problemsAreOfTheIncludedFile() throws Exception {
            file("inc", "[libdefaults]~x~");
            assertEquals("$/inc line 2: write name = value, name = {, [section] or a comment", refusal("include $/inc~"));
        }

        @Test
        void theIncludedFileClosesItsBraces() throws Exception {
            file("inc", "[realms]~A = {~kdc = k1~");
            assertEquals("$/inc line 2: the braces of A are not closed: add a line with }", refusal("[realms]~include $/inc~}~"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "include $/none | $/krb5.conf line 2: $/none cannot be read: java.nio.file.NoSuchFileException: $/none",
            "include $ | $/krb5.conf line 2: $ is a folder: name a file, or write includedir",
            "include krb5.conf.d/x | $/krb5.conf line 2: \"krb5.conf.d/x\" depends on where the program was started: write the whole path",
            "include \"$/x\" | $/krb5.conf line 2: \"\"$/x\"\" depends on where the program was started: write the whole path",
            "include = 3 | $/krb5.conf line 2: \"= 3\" depends on where the program was started: write the whole path",
            "include $/krb5.conf | $/krb5.conf line 2: $/krb5.conf includes itself: remove one of the lines that lead from it to itself",
            "includedir $/none | $/krb5.conf line 2: $/none cannot be read as a folder: java.nio.file.NoSuchFileException: $/none",
            "includedir $/krb5.conf | $/krb5.conf line 2: $/krb5.conf cannot be read as a folder: java.nio.file.NotDirectoryException: "
            + "$/krb5.conf",
            "includedir krb5.conf.d | $/krb5.conf line 2: \"krb5.conf.d\" depends on where the program was started: write the whole path",
        })
        void whatCannotBeIncludedIsRefused(String line, String problem) throws Exception {
            assertEquals(problem, refusal("[libdefaults]~" + line + "~"));
        }

        @Test
        void anImpossibleNameIsRefused() throws Exception {
            assertTrue(refusal("include /a\0b~").startsWith("$/krb5.conf line 1: \"/a\0b\" is not a path: "));
        }

        @Test
        void aCircleIsRefusedAlsoThroughALink() throws Exception {
            file("a", "include $/b~");
            file("b", "include $/link~");
            Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));
            assertEquals("$/b line 1: $/link includes itself: remove one of the lines that lead from it to itself",
                    refusal("include $/a~"));
        }

        @Test
        void tenFilesMayIncludeOneAnotherAndNotMore() throws Exception {
            file("f10", "[realms]~A = {~kdc = deep~}~");
            for (int i = 9; i >= 1; i--) {
                file("f" + i, "include $/f" + (i + 1) + "~");
            }
            assertEquals("deep", kdcs("include $/f1~"));
            file("f0", "include $/f1~");
            assertEquals("$/f9 line 1: more than 10 files include one another", refusal("include $/f0~"));
        }

        @Test
        void thousandFilesMayBeIncludedAndNotMore() throws Exception {
            file("empty", "");
            assertEquals("", kdcs("include $/empty~".repeat(999)));
            assertEquals("$/krb5.conf line 1000: more than 1000 files are included", refusal("include $/empty~".repeat(1000)));
        }

        @Test
        @EnabledOnOs(OS.LINUX)
        void anEndlessFileIsNotOpened() throws Exception {
            assertEquals("$/krb5.conf line 1: /dev/zero is not an ordinary file: name one", refusal("include /dev/zero~"));
            Files.createDirectories(folder.resolve("d"));
            Files.createSymbolicLink(folder.resolve("d/zero"), Path.of("/dev/zero"));
            var config = KerberosConfig.load(file("krb5.conf", "includedir $/d~"));
            assertEquals(List.of(folder.resolve("d/zero") + ": all of it (it is not an ordinary file)"),
                    config.ignored().stream().map(Object::toString).toList());
        }

        @Test
        void allFilesTogetherHaveALimit() throws Exception {
            String half = "#".repeat((1 << 19) - 1) + "\n";
            file("half", half);
            String outer = "include " + folder.resolve("half") + "\n";
            assertEquals("", kdcs(outer + half.substring(outer.length())));
            assertEquals("$/krb5.conf line 1: $/half is larger than 1 MiB with what it is included with: this is not a krb5.conf",
                    refusal(outer + half.substring(outer.length()) + "#"));
        }
    }

    @Nested
    @DisplayName("includedir")
    class IncludeDir {
        @Test
        void lettersDigitsDashesUnderscoresAndConfAreNamesInTheirOrder() throws Exception {
            for (String name : List.of("b", "a.conf", "A", ".x.conf", ".conf", "z~", "c.rpmsave", "_1", "-", "10", "2", "a.CONF", "#x#",
                    "x conf", "s p.conf")) {
                Files.createDirectories(folder.resolve("d"));
                Files.writeString(folder.resolve("d/" + name), "[realms]\nA = {\nkdc = k" + name.replace(' ', '_') + "\n}\n");
            }
            Files.createDirectories(folder.resolve("d/sub"));
            var config = KerberosConfig.load(file("krb5.conf", "includedir $/d~"));
            assertEquals("k- k10 k2 kA k_1 ka.conf kb ks_p.conf", kdcs(config));
            assertEquals(List.of(folder.resolve("d/sub") + ": all of it (it is not an ordinary file)"),
                    config.ignored().stream().map(Object::toString).toList());
        }

        @Test
        void anEmptyFolderSaysNothing() throws Exception {
            Files.createDirectories(folder.resolve("d"));
            assertEquals("k1", kdcs("includedir $/d/~[realms]~A = {~kdc = k1~}~"));
        }

        @Test
        void aFolderWithTooManyFilesIsRefused() throws Exception {
            Path many = Files.createDirectories(folder.resolve("many"));
            for (int i = 0; i <= 10_000; i++) {
                Files.createFile(many.resolve("." + i));
            }
            assertEquals("$/krb5.conf line 1: $/many has more than 10000 files: this is not a folder of krb5.conf files",
                    refusal("includedir $/many~"));
        }
    }

    @Nested
    @DisplayName("KRB5_CONFIG")
    class SeveralFiles {
        private KerberosConfig merged(String... texts) throws IOException, ConfigException {
            var names = new StringBuilder();
            for (String text : texts) {
                Path file = file("f" + names.length(), text);
                names.append(names.isEmpty() ? "" : File.pathSeparator).append(file);
            }
            return KerberosEnvironment.of(Map.of("KRB5_CONFIG", names.toString()), OptionalLong.empty()).config();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "[realms]~A = {~kdc = 1a~}~ | 1a 2a",
            "[realms]*~A = {~kdc = 1a~}~ | 1a",
            "[realms]*~ | ''",
            "[realms]~[realms]*~[x]~ | ''",
            "[x]*~[realms]~A = {~kdc = 1a~}~ | 1a 2a",
            "[realms]~A* = {~kdc = 1a~}~ | 1a",
            "[realms]~A *=~{~kdc = 1a~}~ | 1a 2a",
            "[realms]~A* =~{~kdc = 1a~}~ | 1a",
            "[realms]~A = {~kdc = 1a~}*~ | 1a",
            "[realms]~A = {~kdc = 1a~} *~ | 1a 2a",
            "[realms]~A = {~kdc = 1a~}~A* = {~kdc = 1b~}~A = {~kdc = 1c~}~ | 1a 1b 1c",
            "[realms]~B* = {~kdc = 1a~}~ | 2a",
            "[realms]~A = {~kdc* = 1a~}~ | 1a 2a",
            "[realms]~A = {~x* = {~y = z~}~kdc = 1a~}~ | 1a 2a",
        })
        void whatIsFinalIsNotLookedForInLaterFiles(String first, String kdcs) throws Exception {
            if (first.contains("A *=")) {
                assertThrows(ConfigException.class, () -> merged(first, ""), "MIT: improper format of a relation");
                return;
            }
            assertEquals(kdcs, kdcs(merged(first, "[realms]~A = {~kdc = 2a~}~")));
        }

        @Test
        void whatIsHiddenIsListed() throws Exception {
            var config = merged("[realms]*~", "[realms]~A = {~kdc = k~}~");
            assertEquals(List.of(folder.resolve("f" + folder.resolve("f0").toString().length())
                            + " line 3: [realms] A kdc (an earlier file says that its section is final)"),
                    config.ignored().stream().map(Object::toString).toList());
        }

        @Test
        void aThirdFileIsHiddenBehindTheSecond() throws Exception {
            assertEquals("1a 2a", kdcs(merged("[realms]~A = {~kdc = 1a~}~", "[realms]~A* = {~kdc = 2a~}~", "[realms]~A = {~kdc = 3a~}~")));
        }

        @Test
        void anIncludedFileIsPartOfTheSameFile() throws Exception {
            file("inc", "[realms]*~A = {~kdc = i~}~");
            assertEquals("i 1a", kdcs(merged("include $/inc~[realms]~A = {~kdc = 1a~}~", "[realms]~A = {~kdc = 2a~}~")));
        }

        @Test
        void aFolderIsReadAsIncludedirDoes() throws Exception {
            file("d/10", "[realms]~A = {~kdc = 10~}~".replace("= 10", "= k10"));
            file("d/9", "[realms]~A = {~kdc = k9~}~");
            file("d/x~".replace("~", ".bak"), "[realms]~A = {~kdc = kb~}~");
            assertEquals("k10 k9", kdcs(KerberosEnvironment.of(Map.of("KRB5_CONFIG", folder.resolve("d").toString()),
                    OptionalLong.empty()).config()));
        }

        @Test
        void anEmptyNameIsNone() throws Exception {
            Path file = file("f", "[realms]~A = {~kdc = k~}~");
            var variables = Map.of("KRB5_CONFIG", File.pathSeparator + file + File.pathSeparator);
            assertEquals(file.toString(), KerberosEnvironment.of(variables, OptionalLong.empty()).config().origin());
        }
    }
}
