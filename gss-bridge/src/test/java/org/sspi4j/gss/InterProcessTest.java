package org.sspi4j.gss;

import static org.ietf.jgss.GSSContext.DEFAULT_LIFETIME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.gss.Managers.failure;

import com.sun.security.jgss.ExtendedGSSContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.config.ContextKeyFile;

@DisplayName("RFC 2743 2.2.8 GSS_Export_sec_context, 2.2.9 GSS_Import_sec_context")
class InterProcessTest {
    private static final byte[] TEXT = "a message".getBytes(StandardCharsets.UTF_8);

    private final SspiGssManager manager = Managers.toy();
    private GSSContext initiator;
    private GSSContext acceptor;

    @BeforeEach
    void establish() throws GSSException {
        establish("HTTP/web");
    }

    private void establish(String target) throws GSSException {
        initiator = manager.createContext(
                manager.createName(target, GSSName.NT_USER_NAME), ToyPackage.OID, null, DEFAULT_LIFETIME);
        initiator.requestCredDeleg(true);
        acceptor = manager.createContext((GSSCredential) null);
        var hello = initiator.initSecContext(new byte[0], 0, 0);
        var welcome = acceptor.acceptSecContext(hello, 0, hello.length);
        initiator.initSecContext(welcome, 0, welcome.length);
    }

    private GSSContext moved(GSSContext context) throws GSSException {
        return manager.createContext(context.export());
    }

    private static void exchange(GSSContext from, GSSContext to) throws GSSException {
        var token = from.wrap(TEXT, 0, TEXT.length, new MessageProp(true));
        var prop = new MessageProp(false);
        assertArrayEquals(TEXT, to.unwrap(token, 0, token.length, prop));
        assertTrue(prop.getPrivacy());
        assertFalse(prop.isGapToken() || prop.isDuplicateToken() || prop.isUnseqToken() || prop.isOldToken());
    }

    @Test
    void theImportedContextGoesOnWhereTheOtherStopped() throws GSSException {
        exchange(initiator, acceptor);
        exchange(acceptor, initiator);
        var client = moved(initiator);
        var server = moved(acceptor);
        exchange(client, server);
        exchange(server, client);
        exchange(moved(client), moved(server));
    }

    @Test
    void itKnowsWhatTheOtherKnew() throws GSSException {
        for (boolean initiates : new boolean[] {true, false}) {
            establish();
            var context = moved(initiates ? initiator : acceptor);
            assertEquals(initiates, context.isInitiator());
            assertTrue(context.isEstablished());
            assertTrue(context.isProtReady());
            assertTrue(context.isTransferable());
            assertTrue(context.getMutualAuthState());
            assertTrue(context.getReplayDetState());
            assertTrue(context.getSequenceDetState());
            assertTrue(context.getConfState());
            assertTrue(context.getIntegState());
            assertTrue(context.getCredDelegState());
            assertFalse(context.getAnonymityState());
            assertEquals("alice", context.getSrcName().toString());
            assertEquals("HTTP/web", context.getTargName().toString());
            assertEquals(3600, context.getLifetime());
            assertEquals(ToyPackage.OID, context.getMech());
            assertInstanceOf(ExtendedGSSContext.class, context);
        }
    }

    @Test
    void anImportedContextTakesNoMoreTokensOfTheHandshake() throws GSSException {
        var client = moved(initiator);
        assertEquals(GssStatus.FAILURE, failure(() -> client.initSecContext(TEXT, 0, TEXT.length)));
        assertEquals(GssStatus.FAILURE, failure(() -> client.acceptSecContext(TEXT, 0, TEXT.length)));
        client.requestConf(false);
        client.setChannelBinding(null);
        assertTrue(client.getConfState());
        exchange(client, acceptor);
        client.dispose();
        assertEquals(GssStatus.NO_CONTEXT, failure(client::getSrcName));
    }

    @Test
    void theExportedContextHasEnded() throws GSSException {
        assertTrue(initiator.isTransferable());
        initiator.export();
        assertFalse(initiator.isEstablished());
        assertFalse(initiator.getConfState());
        assertEquals(GssStatus.NO_CONTEXT, failure(initiator::isTransferable));
        assertEquals(GssStatus.NO_CONTEXT, failure(initiator::export));
        assertEquals(GssStatus.NO_CONTEXT, failure(() -> exchange(initiator, acceptor)));
        initiator.dispose();
    }

    @Test
    void oneThatIsNotEstablishedIsNotTransferable() throws GSSException {
        var begun = manager.createContext(
                manager.createName("HTTP/web", GSSName.NT_USER_NAME), null, null, DEFAULT_LIFETIME);
        assertFalse(begun.isTransferable());
        assertEquals(GssStatus.NO_CONTEXT, failure(begun::export));
        begun.initSecContext(new byte[0], 0, 0);
        assertFalse(begun.isTransferable());
        assertEquals(GssStatus.NO_CONTEXT, failure(begun::export));
        assertFalse(begun.isEstablished());
    }

    @Test
    void oneOfAPackageThatKeepsItGoesOn() throws GSSException {
        establish("keep/it");
        assertFalse(initiator.isTransferable());
        assertEquals(GssStatus.UNAVAILABLE, failure(initiator::export));
        exchange(initiator, acceptor);
    }

    @Test
    void everyPrefixIsDefective() throws GSSException {
        var token = initiator.export();
        for (int length = 0; length < token.length; length++) {
            var prefix = Arrays.copyOf(token, length);
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> manager.createContext(prefix)), "length " + length);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, DEFECTIVE_TOKEN", "4, DEFECTIVE_TOKEN", "5, DEFECTIVE_TOKEN", "7, DEFECTIVE_TOKEN", "11, BAD_MECH"})
    void aChangedHeadIsRefused(int offset, GssStatus expected) throws GSSException {
        var token = initiator.export();
        token[offset] ^= 2;
        assertEquals(expected, failure(() -> manager.createContext(token)));
    }

    @Test
    void whatIsInItIsSealed() throws GSSException {
        var token = initiator.export();
        assertFalse(new String(token, StandardCharsets.ISO_8859_1).contains("alice"), "the client's name is in the state");
        for (int offset = token.length - 40; offset < token.length; offset++) {
            var changed = token.clone();
            changed[offset] ^= 1;
            assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> manager.createContext(changed)), "offset " + offset);
        }
        exchange(manager.createContext(token), acceptor);
    }

    /** What stands outside of the seal is compared with what an export writes. */
    @Test
    void anotherNameOfTheSameMechanismIsNotTheOneThatWasExported() throws GSSException {
        var token = initiator.export();
        byte[] oid = new Oid("2.999.2").getDER();
        System.arraycopy(oid, 0, token, 7, oid.length);
        assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> manager.createContext(token)));
    }

    @Test
    void aSecondImportIsADuplicate() throws GSSException {
        var token = initiator.export();
        var client = manager.createContext(token);
        assertEquals(GssStatus.DUPLICATE_TOKEN, failure(() -> manager.createContext(token)));
        exchange(client, acceptor);
    }

    @Test
    void anotherKeyFileIsNotTheOwners(@TempDir Path folder) throws GSSException {
        var stranger = manager.with(ContextKeyFile.at(folder.resolve("context.key")));
        assertEquals(GssStatus.NO_CRED, failure(() -> stranger.createContext(initiator.export())));
        establish();
        var theirs = stranger.createContext(
                stranger.createName("HTTP/web", GSSName.NT_USER_NAME), ToyPackage.OID, null, DEFAULT_LIFETIME);
        var hello = theirs.initSecContext(new byte[0], 0, 0);
        var welcome = manager.createContext((GSSCredential) null).acceptSecContext(hello, 0, hello.length);
        theirs.initSecContext(welcome, 0, welcome.length);
        theirs.export();
        assertEquals(GssStatus.UNAUTHORIZED, failure(() -> stranger.createContext(initiator.export())));
    }

    @Test
    void withoutAKeyFileTheContextGoesOn(@TempDir Path folder) throws Exception {
        var keys = folder.resolve("context.key");
        Files.createDirectory(keys);
        var broken = manager.with(ContextKeyFile.at(keys));
        initiator = broken.createContext(
                broken.createName("HTTP/web", GSSName.NT_USER_NAME), ToyPackage.OID, null, DEFAULT_LIFETIME);
        var hello = initiator.initSecContext(new byte[0], 0, 0);
        acceptor = manager.createContext((GSSCredential) null);
        var welcome = acceptor.acceptSecContext(hello, 0, hello.length);
        initiator.initSecContext(welcome, 0, welcome.length);
        assertEquals(GssStatus.FAILURE, failure(initiator::export));
        exchange(initiator, acceptor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "GSSX"})
    void whatNoExportMadeIsDefective(String text) {
        var token = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(GssStatus.DEFECTIVE_TOKEN, failure(() -> manager.createContext(token)));
    }

    @Test
    void noSecretIsShown() throws GSSException {
        var shown = InterProcessToken.decode(initiator.export()).toString();
        assertTrue(shown.matches("InterProcessToken\\[[0-9.]+, [0-9]+ bytes]"), shown);
        assertEquals(List.of("initiator", "ENDED"), List.of(initiator.toString().split(" ")));
    }
}
