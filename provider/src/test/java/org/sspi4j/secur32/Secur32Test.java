package org.sspi4j.secur32;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BUFFER_TOO_SMALL;
import static org.sspi4j.api.SecurityStatus.SEC_E_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INCOMPLETE_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NOT_OWNER;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_I_COMPLETE_AND_CONTINUE;
import static org.sspi4j.api.SecurityStatus.SEC_I_COMPLETE_NEEDED;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.secur32.Machine.INBOUND;
import static org.sspi4j.secur32.Machine.OUTBOUND;
import static org.sspi4j.secur32.Machine.a;
import static org.sspi4j.secur32.Machine.desc;
import static org.sspi4j.secur32.Machine.line;
import static org.sspi4j.secur32.Machine.room;
import static org.sspi4j.secur32.Machine.text;
import static org.sspi4j.secur32.Machine.w;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredSspAttribute;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.logon.LogonSessions;

@Timeout(60)
class Secur32Test {
    private static final int NATIVE = 0x10;
    private static final int ALLOCATE_MEMORY = 0x100;

    @TempDir
    private Path folder;

    private Machine machine;
    private Secur32 secur32;
    private CredHandle alice;
    private CredHandle server;

    @BeforeEach
    void acquire() throws Exception {
        machine = new Machine(folder);
        secur32 = machine.secur32;
        alice = acquire(null, w("EveryCase"), OUTBOUND, Machine.password("alice", "")).orThrow().phCredential();
        server = acquire(null, w("EveryCase"), INBOUND, Machine.password("server", "")).orThrow().phCredential();
    }

    private Result.AcquireCredentialsHandle acquire(SecurityString principal, SecurityString name, int use, Identity identity) {
        return secur32.acquireCredentialsHandleW(principal, name, use, null, identity, null, null);
    }

    private Result.InitializeSecurityContext initialize(CtxtHandle context, int flags, SecBufferDesc input, SecBufferDesc output) {
        return secur32.initializeSecurityContextW(alice, context, w("target"), flags, 0, NATIVE, input, 0, output);
    }

    private Result.AcceptSecurityContext accept(CtxtHandle context, int flags, SecBufferDesc input, SecBufferDesc output) {
        return secur32.acceptSecurityContext(server, context, input, flags, NATIVE, output);
    }

    private CtxtHandle accepted() {
        return accept(null, 0, desc(line("bye alice")), desc(room(16))).phNewContext();
    }

    private static void says(Result<?> result, SecurityStatus status, String... parts) {
        assertEquals(status, result.status(), result.failure().map(SspiException::getMessage).orElse(""));
        for (var part : parts) {
            assertTrue(result.failure().orElseThrow().getMessage().contains(part), result.failure().toString());
        }
    }

    @Nested
    @DisplayName("sspi.md 3.1 packages")
    class Packages {
        @Test
        @Tag("S156")
        void areEnumeratedWithTheirNames() {
            var result = secur32.enumerateSecurityPackages();
            assertEquals(7, result.pcPackages());
            assertEquals(
                    List.of("EveryCase", "Other", "Plain", "Kerberos", "Schannel", "NTLM", "Negotiate"),
                    result.ppPackageInfo().stream().map(PackageInfo::name).toList());
        }

        @Test
        void areQueriedByNameInBothForms() {
            assertEquals("Kerberos", secur32.querySecurityPackageInfoW(w("kerberos")).ppPackageInfo().name());
            assertEquals("Kerberos", secur32.querySecurityPackageInfoA(a("KERBEROS")).ppPackageInfo().name());
        }

        @Test
        @Tag("S41")
        void anUnknownNameOrNone() {
            assertEquals(0x80090305, secur32.querySecurityPackageInfoW(w("NoSuch")).status().value());
            says(secur32.querySecurityPackageInfoW(w("NoSuch")), SEC_E_SECPKG_NOT_FOUND, "NoSuch", "Kerberos");
            says(secur32.querySecurityPackageInfoA(null), SEC_E_SECPKG_NOT_FOUND, "pszPackageName is null");
            says(acquire(null, null, OUTBOUND, null), SEC_E_SECPKG_NOT_FOUND);
            says(acquire(null, w("NoSuch"), OUTBOUND, null), SEC_E_SECPKG_NOT_FOUND);
            assertNull(secur32.querySecurityPackageInfoW(w("NoSuch")).ppPackageInfo());
        }

        @Test
        void areNeitherAddedNorDeletedByACall() {
            says(secur32.addSecurityPackageW(w("Mine"), null), SEC_E_UNSUPPORTED_FUNCTION, "ServiceLoader");
            says(secur32.addSecurityPackageA(a("Mine"), new SecurityPackageOptions(2, 0, null)), SEC_E_UNSUPPORTED_FUNCTION);
            says(secur32.deleteSecurityPackageW(w("Mine")), SEC_E_UNSUPPORTED_FUNCTION, "ServiceLoader");
            says(secur32.deleteSecurityPackageA(a("Mine")), SEC_E_UNSUPPORTED_FUNCTION);
        }

        @Test
        void theTableOfFunctionsIsTheObject() {
            assertSame(secur32, secur32.initSecurityInterfaceW());
        }

        @Test
        void theStandardDoorKnowsKerberos() {
            assertEquals("Kerberos", Secur32.INSTANCE.querySecurityPackageInfoW(w("Kerberos")).ppPackageInfo().name());
            assertEquals("Kerberos", Secur32.with(machine.config).querySecurityPackageInfoW(w("Kerberos")).ppPackageInfo().name());
            assertThrows(NullPointerException.class, () -> Secur32.with(null));
        }
    }

    @Nested
    @DisplayName("FreeContextBuffer")
    class FreeContextBuffer {
        @Test
        void wipesWhatMayBeASecretAndIsFineWithTheRest() {
            var memory = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
            assertEquals(SEC_E_OK, secur32.freeContextBuffer(memory.slice(1, 2)).status());
            assertArrayEquals(new byte[] {1, 0, 0, 4}, memory.array());
            byte[] key = {1, 2};
            byte[] other = {3, 4};
            for (var structure : List.of(
                    new ContextAttribute.SessionKey(18, key),
                    new SchannelAttribute.KeyingMaterial(key),
                    new SchannelAttribute.EapKeyBlock(key, other),
                    new NegotiateAttribute.NegoKeys(1, other, 1, key),
                    new CredSspAttribute.ClientCreds(key))) {
                Arrays.fill(key, (byte) 1);
                Arrays.fill(other, (byte) 1);
                assertEquals(SEC_E_OK, secur32.freeContextBuffer(structure).status());
                assertArrayEquals(new byte[2], key, structure::toString);
                boolean both = structure instanceof SchannelAttribute.EapKeyBlock || structure instanceof NegotiateAttribute.NegoKeys;
                assertArrayEquals(both ? new byte[2] : new byte[] {1, 1}, other, structure::toString);
            }
            byte[] bytes = {1, 2};
            assertEquals(SEC_E_OK, secur32.freeContextBuffer(bytes).status());
            assertArrayEquals(new byte[2], bytes);
            for (var harmless : Arrays.asList(null, "text", ByteBuffer.allocate(1).asReadOnlyBuffer(),
                    secur32.enumerateSecurityPackages())) {
                assertEquals(SEC_E_OK, secur32.freeContextBuffer(harmless).status());
            }
        }

        @Test
        void takesTheMemoryOfABuffer() {
            var buffer = Machine.of(SecBufferType.TOKEN, new byte[] {1, 2});
            var memory = buffer.memory();
            assertEquals(SEC_E_OK, secur32.freeContextBuffer(buffer).status());
            assertArrayEquals(new byte[2], memory.array());
            assertEquals(0, buffer.size());
            assertEquals(SecBufferType.EMPTY, buffer.type());
        }
    }

    @Nested
    @DisplayName("sspi.md 3.2 AcquireCredentialsHandle")
    class Acquire {
        @Test
        @Tag("S150")
        @Tag("S49")
        void givesAHandleAndAnExpiryInBothForms() {
            var wide = acquire(w("alice"), w("EveryCase"), OUTBOUND, Machine.password("alice", ""));
            var narrow = secur32.acquireCredentialsHandleA(
                    a("alice"), a("EveryCase"), OUTBOUND, null, Machine.password("alice", ""), null, null);
            for (var result : List.of(wide, narrow)) {
                assertEquals(SEC_E_OK, result.status());
                assertEquals("alice", result.phCredential().name().orElseThrow());
                assertEquals(TimeStamp.MAX, result.ptsExpiry());
            }
        }

        @ParameterizedTest
        @CsvSource({"1, INBOUND", "2, OUTBOUND", "3, BOTH"})
        @Tag("S17")
        @Tag("S21")
        void theUsesOfTheHeader(int use, String name) {
            assertEquals(name, acquire(null, w("EveryCase"), use, Machine.password("alice", "")).phCredential().use().name());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 4, 5, 8, 0x40, 0x14, 0x18, 0x80000002, -1})
        @Tag("S16")
        void anyOtherUseIsRefused(int use) {
            says(acquire(null, w("EveryCase"), use, Machine.password("alice", "")), SEC_E_INVALID_PARAMETER, "fCredentialUse");
        }

        @ParameterizedTest
        @ValueSource(ints = {0x10, 0x20, 0x12, 0x21, 0x33})
        void thePoliciesOfNegotiateAreNotOffered(int use) {
            says(acquire(null, w("EveryCase"), use, Machine.password("alice", "")), SEC_E_UNSUPPORTED_FUNCTION, "Negotiate");
        }

        @Test
        @Tag("S24")
        void theCallersLogonIdIsAsGoodAsNone() {
            var own = secur32.acquireCredentialsHandleW(
                    null, w("EveryCase"), OUTBOUND, LogonSessions.current(), Machine.password("alice", ""), null, null);
            assertEquals(SEC_E_OK, own.status());
            assertEquals(SEC_E_OK, acquire(null, w("EveryCase"), OUTBOUND, Machine.password("alice", "")).status());
        }

        @Test
        @Tag("S40")
        void credentialsOfSomebodyElseAreNotGiven() {
            var result = acquire(w("bob"), w("EveryCase"), OUTBOUND, Machine.password("alice", ""));
            says(result, SEC_E_NOT_OWNER, "bob");
            assertEquals(0x80090306, result.status().value());
            assertNull(result.phCredential());
            assertNull(result.ptsExpiry());
        }

        @Test
        @Tag("S42")
        void anIdentityThatThePackageDoesNotKnow() {
            var result = acquire(null, w("EveryCase"), OUTBOUND, Identity.ccache(folder.resolve("cache")));
            says(result, SEC_E_UNKNOWN_CREDENTIALS);
            assertEquals(0x8009030D, result.status().value());
        }

        @Test
        void aFunctionForKeysIsPassedOverByAPackageThatAsksNobody() {
            var result = secur32.acquireCredentialsHandleW(
                    null, w("EveryCase"), INBOUND, null, Machine.password("alice", ""), (argument, principal, keyVer) -> null, "x");
            assertEquals(SEC_E_OK, result.status());
        }

        @Test
        void malformedStringsAreNamed() {
            says(acquire(w("a\0b"), w("EveryCase"), OUTBOUND, null), SEC_E_INVALID_PARAMETER, "pszPrincipal has a NUL at byte 2");
            says(acquire(null, w("a\0b"), OUTBOUND, null), SEC_E_INVALID_PARAMETER, "pszPackage has a NUL at byte 2");
        }

        @Test
        void aConfigurationThatCannotBeReadIsAStatus() {
            var failing = new Secur32(machine.engine, () -> {
                throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "line 3");
            }, ContextKeyFile.ofUser());
            says(failing.acquireCredentialsHandleW(null, w("EveryCase"), 2, null, null, null, null),
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "line 3");
        }
    }

    @Nested
    @DisplayName("AddCredentials")
    class Add {
        @Test
        void areThereForTheContextsThatFollow() {
            for (var result : List.of(
                    secur32.addCredentialsW(server, null, w("Other"), OUTBOUND, Machine.password("bob", ""), null, null),
                    secur32.addCredentialsA(server, null, a("EveryCase"), OUTBOUND, Machine.password("carol", ""), null, null))) {
                assertEquals(SEC_E_OK, result.status());
                assertEquals(TimeStamp.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneId.systemDefault()), result.ptsExpiry());
            }
            var output = room(40);
            accept(null, 0, desc(line("added")), desc(output));
            assertEquals("Other:bob EveryCase:carol\n", text(output));
        }

        @Test
        void isRefusedAsAcquireIs() {
            var bob = Machine.password("bob", "");
            says(secur32.addCredentialsW(null, null, w("EveryCase"), OUTBOUND, bob, null, null), SEC_E_INVALID_HANDLE);
            says(secur32.addCredentialsW(server, null, w("NoSuch"), OUTBOUND, bob, null, null), SEC_E_SECPKG_NOT_FOUND);
            says(secur32.addCredentialsW(server, null, w("EveryCase"), 9, bob, null, null), SEC_E_INVALID_PARAMETER);
            says(secur32.addCredentialsW(server, null, w("EveryCase"), OUTBOUND, Identity.ccache("FILE:x"), null, null),
                    SEC_E_UNKNOWN_CREDENTIALS);
        }

        @Test
        void isNotOfferedByKerberos() throws Exception {
            var web = acquire(null, w("Kerberos"), INBOUND, Identity.keytab(machine.keytab)).orThrow().phCredential();
            says(secur32.addCredentialsW(web, null, w("Kerberos"), INBOUND, Identity.keytab(machine.keytab), null, null),
                    SEC_E_UNSUPPORTED_FUNCTION);
        }

        @Test
        void aFreedHandleTakesNone() {
            server.close();
            says(secur32.addCredentialsW(server, null, w("EveryCase"), OUTBOUND, Machine.password("bob", ""), null, null),
                    SEC_E_INVALID_HANDLE);
        }
    }

    @Nested
    @DisplayName("sspi.md 3.3 InitializeSecurityContext and AcceptSecurityContext")
    class Contexts {
        @Test
        @Tag("S66")
        @Tag("S89")
        @Tag("S90")
        @Tag("S151")
        void legsHandTokensThroughTheCallersBuffers() {
            var ours = room(64);
            var first = initialize(null, 0, null, desc(ours));
            assertEquals(SEC_I_CONTINUE_NEEDED, first.status());
            assertEquals("hello target\n", text(ours));
            var theirs = room(64);
            var accepted = accept(null, 0, desc(ours), desc(theirs));
            assertEquals(SEC_I_CONTINUE_NEEDED, accepted.status());
            assertEquals("hello\n", text(theirs));
            var second = initialize(first.phNewContext(), 0, desc(line("bye alice")), desc(room(64)));
            assertEquals(SEC_E_OK, second.status());
            assertSame(first.phNewContext(), second.phNewContext());
        }

        @Test
        @Tag("S63")
        void theTargetComesInEitherForm() {
            var bytes = new AnsiString(new byte[] {'t', (byte) 0xE4, 'g', 'l', 'i', 'c', 'h'}, ISO_8859_1);
            var narrow = room(64);
            secur32.initializeSecurityContextA(alice, null, bytes, 0, 0, 0, null, 0, desc(narrow));
            assertEquals("hello täglich\n", new String(narrow.toBytes(), ISO_8859_1));
            var wide = room(64);
            secur32.initializeSecurityContextW(alice, null, w("täglich"), 0, 0, 0, null, 0, desc(wide));
            assertEquals("hello täglich\n", new String(wide.toBytes(), ISO_8859_1));
            says(secur32.initializeSecurityContextA(alice, null, a("a\0"), 0, 0, 0, null, 0, desc(room(64))),
                    SEC_E_INVALID_PARAMETER, "pszTargetName has a NUL");
            says(secur32.initializeSecurityContextW(alice, null, w("a\0"), 0, 0, 0, null, 0, desc(room(64))),
                    SEC_E_INVALID_PARAMETER, "pszTargetName has a NUL");
        }

        @Test
        @Tag("S85")
        @Tag("S88")
        void reservedNumbersAreZero() {
            says(secur32.initializeSecurityContextW(alice, null, w("t"), 0, 1, 0, null, 0, null), SEC_E_INVALID_PARAMETER, "Reserved1");
            says(secur32.initializeSecurityContextW(alice, null, w("t"), 0, 0, 0, null, 1, null), SEC_E_INVALID_PARAMETER, "Reserved2");
        }

        @ParameterizedTest
        @CsvSource({"0, true", "0x10, true", "1, false", "0x11, false", "-1, false"})
        @Tag("S86")
        @Tag("S159")
        void dataIsRepresentedNativelyOrAsInTheNetwork(String representation, boolean isOne) {
            int targetDataRep = Integer.decode(representation);
            var initialized = secur32.initializeSecurityContextW(alice, null, w("t"), 0, 0, targetDataRep, null, 0, desc(room(64)));
            var accepted = secur32.acceptSecurityContext(server, null, desc(line("hello")), 0, targetDataRep, desc(room(64)));
            assertEquals(isOne ? SEC_I_CONTINUE_NEEDED : SEC_E_INVALID_PARAMETER, initialized.status());
            assertEquals(isOne ? SEC_I_CONTINUE_NEEDED : SEC_E_INVALID_PARAMETER, accepted.status());
        }

        @Test
        @Tag("S83")
        @Tag("S91")
        void requirementsAndAttributesAreBitsOfTheRole() {
            // ISC_REQ_INTEGRITY, ISC_REQ_EXTENDED_ERROR and a bit without a name
            var context = initialize(null, 0x10000 | 0x4000 | 0x80000000, null, desc(room(64)));
            assertEquals(0, context.pfContextAttr());
            assertEquals(0x14000, initialize(context.phNewContext(), 0, desc(line("bye x")), desc(room(64))).pfContextAttr());
            // ASC_REQ_INTEGRITY and ASC_REQ_EXTENDED_ERROR
            assertEquals(0x28000, accept(null, 0x28000, desc(line("bye x")), desc(room(64))).pfContextAttr());
        }

        @Test
        void flagsOf64BitsComeInABuffer() {
            var flags = Machine.of(SecBufferType.FLAGS, new byte[] {0, 0, 2, 0, 4, 0, 0, 0});
            var output = room(200);
            accept(null, 0x8, desc(flags, line("flags")), desc(output));
            // 4 in the high half is ISC_REQ_NO_POST_HANDSHAKE_AUTH, which is no requirement of an acceptor
            assertEquals("asked [SEQUENCE_DETECT, INTEGRITY] of [SEQUENCE_DETECT, INTEGRITY]\n", text(output));
            var messages = Machine.of(SecBufferType.FLAGS, new byte[] {0, 0, 0, 0, 1, 0, 0, 0});
            accept(null, 0, desc(messages, line("flags")), desc(output = room(200)));
            assertEquals("asked [MESSAGES] of [MESSAGES]\n", text(output));
            says(accept(null, 0, desc(Machine.of(SecBufferType.FLAGS, new byte[4]), line("flags")), desc(room(64))),
                    SEC_E_INVALID_PARAMETER, "SEC_FLAGS are 8");
        }

        @Test
        void theExpiryIsLocalTimeAndKnownAtTheEnd() {
            var going = accept(null, 0, desc(line("hello")), desc(room(64)));
            assertEquals(TimeStamp.MAX, going.ptsTimeStamp());
            var done = accept(going.phNewContext(), 0, desc(line("bye x")), desc(room(64)));
            assertEquals(TimeStamp.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneId.systemDefault()), done.ptsTimeStamp());
        }

        @Test
        void withAllocateMemoryTheBufferBecomesOurs() {
            for (var buffer : List.of(room(0), SecBuffer.token(new byte[0]))) {
                var before = buffer.memory();
                var result = accept(null, ALLOCATE_MEMORY, desc(line("hello")), desc(buffer));
                assertEquals("hello\n", text(buffer));
                assertNotSame(before, buffer.memory());
                assertEquals(ALLOCATE_MEMORY, result.pfContextAttr());
            }
            assertEquals(0, accept(null, 0, desc(line("bye x")), desc(room(64))).pfContextAttr() & ALLOCATE_MEMORY);
            assertEquals(0, initialize(null, 0, null, desc(room(64))).pfContextAttr() & ALLOCATE_MEMORY);
            assertEquals(ALLOCATE_MEMORY, initialize(null, ALLOCATE_MEMORY, null, desc(room(0))).pfContextAttr());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 5})
        void aTokenThatDoesNotFitEndsTheContext(int room) {
            long before = machine.ledger.liveSecrets();
            var context = accept(null, 0, desc(line("hello")), desc(room(64))).phNewContext();
            var result = accept(context, 0, desc(line("hello")), desc(room(room)));
            says(result, SEC_E_BUFFER_TOO_SMALL, "6 bytes", "pOutput " + room);
            assertNull(result.phNewContext());
            assertEquals(before, machine.ledger.liveSecrets());
            says(accept(context, 0, desc(line("hello")), desc(room(64))), SEC_E_INVALID_HANDLE);
        }

        @Test
        void aTokenThatJustFits() {
            var output = room(6);
            assertEquals(SEC_I_CONTINUE_NEEDED, accept(null, 0, desc(line("hello")), desc(output)).status());
            assertEquals("hello\n", text(output));
        }

        @Test
        void aTokenWithoutAPlaceEndsTheContext() {
            says(accept(null, 0, desc(line("hello")), null), SEC_E_BUFFER_TOO_SMALL, "no TOKEN buffer");
            says(accept(null, ALLOCATE_MEMORY, desc(line("hello")), desc(SecBuffer.empty())), SEC_E_BUFFER_TOO_SMALL, "no TOKEN buffer");
            assertEquals(0, machine.ledger.liveSecrets());
        }

        @Test
        void memoryThatCannotBeWrittenIsRefusedBeforeAnythingHappens() {
            var context = accept(null, 0, desc(line("hello")), desc(room(64))).phNewContext();
            var readOnly = SecBuffer.token(ByteBuffer.allocate(64).asReadOnlyBuffer());
            says(accept(context, 0, desc(line("hello")), desc(readOnly)), SEC_E_INVALID_PARAMETER, "read-only");
            says(accept(context, 0, desc(line("hello")), desc(SecBuffer.token(new byte[64]))), SEC_E_INVALID_PARAMETER, "read-only");
            assertEquals(SEC_I_CONTINUE_NEEDED, accept(context, 0, desc(line("hello")), desc(room(64))).status());
        }

        @Test
        void theRoomIsTheContentOfTheBufferAndNothingAround() {
            byte[] memory = new byte[16];
            Arrays.fill(memory, (byte) '.');
            var output = SecBuffer.token(ByteBuffer.wrap(memory, 4, 8));
            accept(null, 0, desc(line("hello")), desc(output));
            assertEquals("....hello\n......", new String(memory, US_ASCII));
            assertEquals("hello\n", text(output));
        }

        @Test
        void whatAFailureTellsThePeerIsInTheBuffer() {
            var output = room(16);
            var result = accept(null, 0, desc(line("fail SEC_E_LOGON_DENIED")), desc(output));
            says(result, SEC_E_LOGON_DENIED, "as told");
            assertNull(result.phNewContext());
            assertEquals(0, result.pfContextAttr());
            assertNull(result.ptsTimeStamp());
            assertEquals("sorry\n", text(output));
            assertArrayEquals("sorry\n".getBytes(US_ASCII), result.failure().orElseThrow().token());
            assertEquals(List.of("the peer says fail"), result.failure().orElseThrow().decisions().stream()
                    .map(decision -> decision.sentence()).filter(sentence -> sentence.startsWith("the peer")).toList());
            var small = room(3);
            says(accept(null, 0, desc(line("fail SEC_E_LOGON_DENIED")), desc(small)), SEC_E_LOGON_DENIED);
            assertEquals(0, small.size());
        }

        @Test
        void aFailureWithoutATokenLeavesNothingToSend() {
            var output = room(16);
            says(accept(null, 0, desc(line("nonsense")), desc(output)), SEC_E_INVALID_TOKEN);
            assertEquals(0, output.size());
        }

        @Test
        void whatIsMissingIsInTheFirstEmptyBufferOfTheInput() {
            var input = desc(Machine.token(new byte[] {'h'}), SecBuffer.empty(), SecBuffer.empty());
            var output = room(64);
            var result = accept(null, 0, input, desc(output));
            assertEquals(SEC_E_INCOMPLETE_MESSAGE, result.status());
            assertTrue(result.failure().isEmpty());
            var missing = input.pBuffers().get(1);
            assertEquals(SecBufferType.MISSING, missing.type());
            assertEquals(3, missing.size());
            assertEquals(0, missing.toBytes().length);
            assertEquals(SecBufferType.EMPTY, input.pBuffers().get(2).type());
            assertEquals(0, output.size());
            assertEquals(SEC_I_CONTINUE_NEEDED, accept(result.phNewContext(), 0, desc(line("hello")), desc(room(64))).status());
        }

        @Test
        void whatWasNotConsumedIsASliceOfTheInput() {
            byte[] memory = "..hello\nand more".getBytes(US_ASCII);
            var token = SecBuffer.token(ByteBuffer.wrap(memory, 2, memory.length - 2));
            var input = desc(SecBuffer.empty(), token);
            accept(null, 0, input, desc(room(64)));
            var extra = input.pBuffers().get(0);
            assertEquals(SecBufferType.EXTRA, extra.type());
            assertEquals("and more", text(extra));
            memory[memory.length - 1] = '!';
            assertEquals("and mor!", text(extra));
        }

        @Test
        void whatIsMissingOrExtraNeedsNoPlace() {
            assertEquals(SEC_E_INCOMPLETE_MESSAGE, accept(null, 0, desc(Machine.token(new byte[] {'h'})), null).status());
            assertEquals(SEC_I_CONTINUE_NEEDED, accept(null, 0, desc(Machine.token("hello\nx".getBytes(US_ASCII))),
                    desc(room(9))).status());
        }

        @Test
        void inputAndOutputMayBeTheSameBuffer() {
            var memory = ByteBuffer.allocate(64);
            memory.put("hello\n".getBytes(US_ASCII)).flip();
            var buffer = SecBuffer.token(memory);
            assertEquals(SEC_I_CONTINUE_NEEDED, accept(null, 0, desc(buffer), desc(buffer)).status());
            assertEquals("hello\n", text(buffer));
        }

        /** The output is written over the input: what was not consumed is told all the same. */
        @ParameterizedTest
        @CsvSource({"'hello\nand more and more\n', 'and more and more\n'", "'hello\nxy', xy"})
        void whatIsExtraInABufferThatTheOutputTakesIsKept(String sent, String extra) {
            var bytes = sent.getBytes(US_ASCII);
            for (var memory : List.of(ByteBuffer.wrap(bytes.clone()), ByteBuffer.allocateDirect(bytes.length).put(bytes).flip())) {
                var buffer = SecBuffer.token(memory);
                var input = desc(buffer, SecBuffer.empty());
                assertEquals(SEC_I_CONTINUE_NEEDED, accept(null, 0, input, desc(buffer)).status());
                assertEquals("hello\n", text(buffer));
                assertEquals(SecBufferType.EXTRA, input.pBuffers().get(1).type());
                assertEquals(extra, text(input.pBuffers().get(1)));
            }
        }

        @Test
        void whatIsExtraIsKeptWhereTheOutputIsWrittenOverIt() {
            var heap = ByteBuffer.wrap("hello\nand more".getBytes(US_ASCII));
            var direct = ByteBuffer.allocateDirect(14).put("hello\nand more".getBytes(US_ASCII)).flip();
            for (var memory : List.of(heap, direct)) {
                var input = desc(SecBuffer.token(memory), SecBuffer.empty());
                accept(null, 0, input, desc(SecBuffer.token(memory.duplicate().position(6))));
                assertEquals("and more", text(input.pBuffers().get(1)));
                assertEquals('h', memory.get(6));
            }
        }

        @Test
        void whatDoesNotFitIsNotTakenForAToken() {
            var output = room(3);
            assertEquals(SEC_E_BUFFER_TOO_SMALL, accept(null, 0, desc(line("hello")), desc(output)).status());
            assertEquals(0, output.size());
        }

        @Test
        void aFailuresTokenIsAllocatedToo() {
            var output = room(1);
            assertEquals(SEC_E_LOGON_DENIED, accept(null, 0x100, desc(line("fail SEC_E_LOGON_DENIED")), desc(output)).status());
            assertEquals("sorry\n", text(output));
        }

        @Test
        void aCredentialThatIsAddedIsCheckedAsOneThatIsAcquired() {
            var closed = Secret.password(new char[] {'x'});
            closed.close();
            assertEquals(SEC_E_UNKNOWN_CREDENTIALS,
                    secur32.addCredentialsW(alice, null, w("EveryCase"), OUTBOUND, Identity.password("bob", closed), null, null).status());
            assertEquals(SEC_E_NOT_OWNER,
                    secur32.addCredentialsW(alice, w("carol"), w("EveryCase"), OUTBOUND, Machine.password("bob", ""), null, null).status());
        }

        /** What has ended is told before what does not fit. */
        @Test
        @Tag("S109")
        void anEndedHandleIsInvalidWhateverElseIsWrong() {
            var context = accept(null, 0, desc(line("hello")), desc(room(64))).phNewContext();
            secur32.deleteSecurityContext(context);
            assertEquals(SEC_E_INVALID_HANDLE,
                    secur32.acceptSecurityContext(alice, context, desc(line("hello")), 0, 0, desc(room(64))).status());
            secur32.freeCredentialsHandle(alice);
            assertEquals(SEC_E_INVALID_HANDLE,
                    secur32.acceptSecurityContext(alice, null, desc(line("hello")), 0, 0, desc(room(64))).status());
            assertEquals(SEC_E_INVALID_HANDLE,
                    secur32.initializeSecurityContextW(alice, null, w("t"), 0x40, 0, 0, null, 0, desc(room(64))).status());
        }

        @Test
        void aCredentialOfTheOtherUseIsNone() {
            says(secur32.acceptSecurityContext(alice, null, desc(line("hello")), 0, 0, desc(room(64))), SEC_E_NO_CREDENTIALS);
            says(secur32.initializeSecurityContextW(server, null, w("t"), 0, 0, 0, null, 0, desc(room(64))), SEC_E_NO_CREDENTIALS);
        }

        @Test
        void aTargetIsNotNeededByAPackageThatNeedsNone() {
            var output = room(64);
            assertEquals(SEC_I_CONTINUE_NEEDED,
                    secur32.initializeSecurityContextW(alice, null, null, 0, 0, 0, null, 0, desc(output)).status());
            assertEquals("hello \n", text(output));
        }

        @ParameterizedTest
        @CsvSource({
            "SEC_E_INSUFFICIENT_MEMORY, 0x80090300",
            "SEC_E_INTERNAL_ERROR, 0x80090304",
            "SEC_E_NO_CREDENTIALS, 0x8009030E",
        })
        void aPackagesStatusComesOutWithItsNumber(String status, String number) {
            var result = accept(null, 0, desc(line("fail " + status)), desc(room(64)));
            assertEquals(Integer.parseUnsignedInt(number.substring(2), 16), result.status().value());
        }

        @Test
        void aFaultOfAPackageIsAnInternalError() {
            says(accept(null, 0, desc(line("fault")), desc(room(64))), SecurityStatus.SEC_E_INTERNAL_ERROR);
            says(secur32.initializeSecurityContextW(alice, null, w("fault"), 0, 0, 0, null, 0, desc(room(64))),
                    SecurityStatus.SEC_E_INTERNAL_ERROR);
        }
    }

    @Nested
    @DisplayName("sspi.md 2.3 SecBufferDesc")
    @Tag("S157")
    class Descriptors {
        @Test
        void anotherVersionIsRefused() {
            var other = new SecBufferDesc(1, List.of(line("hello")));
            var output = desc(room(64));
            says(accept(null, 0, other, output), SEC_E_INVALID_PARAMETER, "ulVersion of pInput is 1");
            says(accept(null, 0, desc(line("hello")), new SecBufferDesc(1, List.of())), SEC_E_INVALID_PARAMETER, "ulVersion of pOutput");
            says(initialize(null, 0, other, output), SEC_E_INVALID_PARAMETER, "ulVersion of pInput is 1");
            says(secur32.makeSignature(accepted(), 0, other, 0), SEC_E_INVALID_PARAMETER, "ulVersion of pMessage is 1");
        }

        @Test
        void nullInItIsRefused() {
            var withNull = new SecBufferDesc(0, Arrays.asList(line("hello"), null));
            says(accept(null, 0, withNull, desc(room(64))), SEC_E_INVALID_PARAMETER, "Buffer 1 of pInput is null");
            says(accept(null, 0, desc(line("hello")), withNull), SEC_E_INVALID_PARAMETER, "Buffer 1 of pOutput is null");
            says(secur32.encryptMessage(accepted(), 0, withNull, 0), SEC_E_INVALID_PARAMETER, "Buffer 1 of pMessage is null");
        }

        @Test
        void noneAtAllIsRefusedWhereThereHasToBeOne() {
            var context = accepted();
            says(secur32.makeSignature(context, 0, null, 0), SEC_E_INVALID_PARAMETER, "pMessage is null");
            says(secur32.verifySignature(context, null, 0), SEC_E_INVALID_PARAMETER, "pMessage is null");
            says(secur32.encryptMessage(context, 0, null, 0), SEC_E_INVALID_PARAMETER, "pMessage is null");
            says(secur32.decryptMessage(context, null, 0), SEC_E_INVALID_PARAMETER, "pMessage is null");
            says(secur32.applyControlToken(context, null), SEC_E_INVALID_PARAMETER, "pInput is null");
            says(secur32.completeAuthToken(context, null), SEC_E_INVALID_PARAMETER, "pToken is null");
        }

        @Test
        void countsItsBuffers() {
            assertEquals(2, desc(room(1), room(2)).cBuffers());
            assertEquals(0, new SecBufferDesc(0, null).cBuffers());
            assertEquals(SEC_I_CONTINUE_NEEDED, initialize(null, 0, new SecBufferDesc(0, null), desc(room(64))).status());
        }
    }

    @Nested
    @DisplayName("CompleteAuthToken")
    @Tag("S172")
    class Complete {
        @Test
        void turnsTheTokenOfTheLegIntoTheCompletedOne() {
            var buffer = room(6);
            var leg = accept(null, 0, desc(line("complete")), desc(buffer));
            assertEquals(SEC_I_COMPLETE_NEEDED, leg.status());
            assertEquals("draft\n", text(buffer));
            assertEquals(SEC_E_OK, secur32.completeAuthToken(leg.phNewContext(), desc(buffer)).status());
            assertEquals("complete\n", text(buffer));
        }

        @Test
        void goesOnWhereThatWasAnnounced() {
            var buffer = room(64);
            var leg = accept(null, 0, desc(line("complete-continue")), desc(buffer));
            assertEquals(SEC_I_COMPLETE_AND_CONTINUE, leg.status());
            assertEquals(SEC_I_CONTINUE_NEEDED, secur32.completeAuthToken(leg.phNewContext(), desc(buffer)).status());
        }

        @Test
        void withoutATokenNothingHappens() {
            var buffer = room(64);
            var leg = accept(null, 0, desc(line("complete")), desc(buffer));
            says(secur32.completeAuthToken(leg.phNewContext(), desc()), SEC_E_INVALID_TOKEN, "no TOKEN buffer");
            assertEquals(SEC_E_OK, secur32.completeAuthToken(leg.phNewContext(), desc(buffer)).status());
        }

        @Test
        void anAlteredOneIsRefused() {
            var leg = accept(null, 0, desc(line("complete")), desc(room(64)));
            says(secur32.completeAuthToken(leg.phNewContext(), desc(line("drift"))), SecurityStatus.SEC_E_MESSAGE_ALTERED);
        }
    }

    @Nested
    @DisplayName("ApplyControlToken")
    class ApplyControlToken {
        @Test
        void reachesTheSession() {
            var context = accepted();
            says(secur32.applyControlToken(context, desc(SecBuffer.empty())), SEC_E_INVALID_TOKEN);
            assertEquals(SEC_E_OK, secur32.makeSignature(context, 0, desc(room(1)), 0).status());
            assertEquals(SEC_E_OK, secur32.applyControlToken(context, desc(line(""))).status());
            says(secur32.makeSignature(context, 0, desc(room(1)), 0), SEC_E_CONTEXT_EXPIRED);
        }

        @Test
        void aHalfOpenContextTakesNone() {
            var context = initialize(null, 0, null, desc(room(64))).phNewContext();
            says(secur32.applyControlToken(context, desc(line(""))), SEC_E_INVALID_HANDLE);
        }

        @Test
        void theShortFormIsTheSame() {
            assertThrows(NullPointerException.class, () -> Sspi.applyControlToken(null, List.of()));
            assertEquals(SEC_E_INVALID_HANDLE, assertThrows(
                    SspiException.class, () -> Sspi.applyControlToken(accepted(), List.of())).status());
        }
    }

    @Nested
    @DisplayName("attributes of contexts and credentials")
    class Attributes {
        @Test
        @Tag("S161")
        void areAskedForByNumber() {
            var answer = secur32.queryContextAttributes(initialize(null, 0, null, desc(room(64))).phNewContext(), 10);
            assertEquals("EveryCase", ((PackageInfo) answer.pBuffer()).name());
            assertEquals(new ContextAttribute.Names("alice"), secur32.queryContextAttributes(accepted(), 1).pBuffer());
            assertEquals(SEC_E_OK, secur32.queryContextAttributesEx(accepted(), 1, 8).status());
        }

        @Test
        void tooLittleRoom() {
            var answer = secur32.queryContextAttributesEx(accepted(), 1, 7);
            says(answer, SEC_E_BUFFER_TOO_SMALL, "cbBuffer is 7", "NAMES has 8");
            assertNull(answer.pBuffer());
            says(secur32.setContextAttributes(accepted(), 94, new SchannelAttribute.SessionAppData(0, new byte[1]), 0),
                    SEC_E_BUFFER_TOO_SMALL);
            says(secur32.queryCredentialsAttributesEx(alice, 1, 7), SEC_E_BUFFER_TOO_SMALL);
            says(secur32.setCredentialsAttributes(alice, 3, null, 15), SEC_E_BUFFER_TOO_SMALL);
        }

        @Test
        void aNumberThatNoAttributeHas() {
            says(secur32.queryContextAttributes(accepted(), 4711), SEC_E_UNSUPPORTED_FUNCTION, "0x1267");
            says(secur32.setContextAttributes(accepted(), 4711, "", 8), SEC_E_UNSUPPORTED_FUNCTION, "0x1267");
            says(secur32.queryCredentialsAttributes(alice, 4711), SEC_E_UNSUPPORTED_FUNCTION, "0x1267");
            says(secur32.setCredentialsAttributes(alice, 4711, "", 8), SEC_E_UNSUPPORTED_FUNCTION, "0x1267");
            var deleted = accepted();
            deleted.close();
            says(secur32.queryContextAttributes(deleted, 4711), SEC_E_INVALID_HANDLE);
            says(secur32.setContextAttributes(deleted, 4711, "", 8), SEC_E_INVALID_HANDLE);
            alice.close();
            says(secur32.queryCredentialsAttributes(alice, 4711), SEC_E_INVALID_HANDLE);
            says(secur32.setCredentialsAttributes(alice, 4711, "", 8), SEC_E_INVALID_HANDLE);
        }

        @Test
        void areSetWithTheirStructure() {
            var context = accepted();
            var data = new SchannelAttribute.SessionAppData(0, new byte[] {1});
            assertEquals(SEC_E_OK, secur32.setContextAttributes(context, 94, data, 16).status());
            assertSame(data, secur32.queryContextAttributes(context, 94).pBuffer());
            says(secur32.setContextAttributes(context, 94, "text", 16), SEC_E_INVALID_PARAMETER,
                    "has to be a SessionAppData and is a java.lang.String");
            says(secur32.setContextAttributes(context, 94, null, 16), SEC_E_INVALID_PARAMETER, "is null");
            says(secur32.setContextAttributes(context, 1, new ContextAttribute.Names("x"), 16), SEC_E_UNSUPPORTED_FUNCTION);
        }

        @Test
        void ofACredential() {
            assertEquals(new CredentialAttribute.Names("alice"), secur32.queryCredentialsAttributes(alice, 1).pBuffer());
            var proxy = new CredentialAttribute.KdcProxySettings(1, 0, "proxy", new byte[0]);
            assertEquals(SEC_E_OK, secur32.setCredentialsAttributes(alice, 3, proxy, 16).status());
            assertSame(proxy, secur32.queryCredentialsAttributesEx(alice, 3, 16).pBuffer());
            says(secur32.setCredentialsAttributes(alice, 3, "text", 16), SEC_E_INVALID_PARAMETER, "KdcProxySettings");
        }
    }

    @Nested
    @DisplayName("ExportSecurityContext and ImportSecurityContext")
    class Export {
        private final SecBuffer packed = SecBuffer.empty();

        private CtxtHandle accepted() {
            return accept(null, 0, desc(line("see-you alice")), desc(room(16))).phNewContext();
        }

        @Test
        void goOnWithTheContextOnce() {
            var context = accepted();
            assertEquals(SEC_E_OK, secur32.exportSecurityContext(context, 2, packed).status());
            assertEquals(SecBufferType.EMPTY, packed.type());
            says(secur32.queryContextAttributes(context, 1), SEC_E_INVALID_HANDLE);
            var imported = secur32.importSecurityContextW(w("EveryCase"), packed, null);
            assertEquals(SEC_E_OK, imported.status());
            assertEquals(new ContextAttribute.Names("alice"), secur32.queryContextAttributes(imported.phContext(), 1).pBuffer());
            says(secur32.importSecurityContextA(a("EveryCase"), packed, null), SecurityStatus.SEC_E_OUT_OF_SEQUENCE);
        }

        @Test
        void theTokenIsTheClientsAndHasToBe() {
            var exported = secur32.exportSecurityContext(accepted(), 0, packed);
            assertEquals("alice", exported.pToken().userName());
            assertEquals(SEC_E_OK, secur32.importSecurityContextW(w("EveryCase"), packed, exported.pToken()).status());
            assertEquals(SEC_E_OK, secur32.exportSecurityContext(accepted(), 0, again()).status());
            var bob = AccessToken.of("bob", ImpersonationLevel.IMPERSONATION, Set.of());
            says(secur32.importSecurityContextW(w("EveryCase"), again, bob), SEC_E_NOT_OWNER);
        }

        private SecBuffer again;

        private SecBuffer again() {
            again = SecBuffer.empty();
            return again;
        }

        @Test
        void whatTheyRefuse() {
            var context = accepted();
            says(secur32.exportSecurityContext(context, 8, packed), SEC_E_INVALID_PARAMETER, "0x8");
            says(secur32.exportSecurityContext(context, 4, packed), SEC_E_UNSUPPORTED_FUNCTION);
            says(secur32.exportSecurityContext(context, 2, null), SEC_E_INVALID_PARAMETER, "EMPTY");
            says(secur32.exportSecurityContext(context, 2, room(10)), SEC_E_INVALID_PARAMETER, "EMPTY");
            says(secur32.importSecurityContextW(w("EveryCase"), null, null), SEC_E_INVALID_PARAMETER, "pPackedContext is null");
            says(secur32.importSecurityContextW(w("NoSuch"), room(9), null), SEC_E_SECPKG_NOT_FOUND);
            says(secur32.importSecurityContextW(null, room(9), null), SEC_E_SECPKG_NOT_FOUND);
            says(secur32.importSecurityContextW(w("EveryCase"), room(9), null), SEC_E_INVALID_TOKEN);
            assertEquals(SEC_E_OK, secur32.queryContextAttributes(context, 1).status());
        }
    }

    @Nested
    @DisplayName("sspi.md 3.4 messages")
    class Messages {
        @Test
        void theCallersNumbersReachTheSession() {
            var signature = room(9);
            assertEquals(SEC_E_OK, secur32.makeSignature(accepted(), 7, desc(signature), 8).status());
            var numbers = ByteBuffer.wrap(signature.toBytes());
            assertEquals(7, numbers.getInt(1));
            assertEquals(8, numbers.getInt(5));
        }

        @Test
        void aMessageOutOfOrderIsRefused() {
            assertEquals(SEC_E_OK, secur32.verifySignature(accepted(), desc(Machine.token(new byte[] {0})), 0).status());
            says(secur32.verifySignature(accepted(), desc(Machine.token(new byte[] {1})), 0), SecurityStatus.SEC_E_OUT_OF_SEQUENCE);
        }

        @Test
        void whatAPackageDoesNotOffer() {
            says(secur32.encryptMessage(accepted(), 0, desc(room(1)), 0), SEC_E_UNSUPPORTED_FUNCTION);
            says(secur32.sealMessage(accepted(), 0, desc(room(1)), 0), SEC_E_UNSUPPORTED_FUNCTION);
            says(secur32.decryptMessage(accepted(), desc(room(1)), 0), SEC_E_UNSUPPORTED_FUNCTION);
            says(secur32.unsealMessage(accepted(), desc(room(1)), 0), SEC_E_UNSUPPORTED_FUNCTION);
            says(secur32.delegateSecurityContext(accepted(), null, null, null, null, null), SEC_E_UNSUPPORTED_FUNCTION, "obsolete");
        }
    }

    @Nested
    @DisplayName("ChangeAccountPassword")
    class ChangeAccountPassword {
        private final SecBuffer response = Machine.of(SecBufferType.CHANGE_PASS_RESPONSE, new byte[24]);

        private Outcome change(int dwReserved, SecBufferDesc output) {
            return secur32.changeAccountPasswordW(
                    w("EveryCase"), w("EXAMPLE"), w("alice"), w("old"), w("new"), false, dwReserved, output);
        }

        @Test
        void isNotOfferedByAPackageWithoutAccounts() {
            says(change(0, desc(response)), SEC_E_UNSUPPORTED_FUNCTION);
        }

        @Test
        void whatIsReservedIsZero() {
            says(change(1, desc(response)), SEC_E_INVALID_PARAMETER, "dwReserved");
        }

        @Test
        void theOutputIsOneBufferForTheResponse() {
            says(change(0, null), SEC_E_INVALID_PARAMETER, "pOutput is null");
            says(change(0, desc()), SEC_E_INVALID_PARAMETER, "one CHANGE_PASS_RESPONSE");
            says(change(0, desc(room(24))), SEC_E_INVALID_PARAMETER, "one CHANGE_PASS_RESPONSE");
            says(change(0, desc(response, response)), SEC_E_INVALID_PARAMETER, "one CHANGE_PASS_RESPONSE");
        }

        @Test
        void whatHasToBeThere() {
            says(secur32.changeAccountPasswordA(null, null, a("alice"), a("old"), a("new"), true, 0, desc(response)),
                    SEC_E_SECPKG_NOT_FOUND);
            says(secur32.changeAccountPasswordA(a("Kerberos"), null, null, a("old"), a("new"), true, 0, desc(response)),
                    SEC_E_INVALID_PARAMETER, "pszAccountName");
            says(secur32.changeAccountPasswordA(a("Kerberos"), null, a("alice"), null, a("new"), true, 0, desc(response)),
                    SEC_E_INVALID_PARAMETER, "pszOldPassword is null");
            says(secur32.changeAccountPasswordA(a("Kerberos"), null, a("alice"), a("old"), null, true, 0, desc(response)),
                    SEC_E_INVALID_PARAMETER, "pszNewPassword is null");
        }
    }

    @Test
    void aResultIsTakenOrThrown() throws Exception {
        var fine = secur32.querySecurityPackageInfoW(w("EveryCase"));
        assertSame(fine, fine.orThrow());
        var failed = secur32.querySecurityPackageInfoW(w("NoSuch"));
        assertSame(failed.failure().orElseThrow(), assertThrows(SspiException.class, failed::orThrow));
    }
}
