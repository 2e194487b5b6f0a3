package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kerberos.Client.refusal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.Luid;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

@DisplayName("A keytab that changes")
class ReloadedKeytabTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final MovingFacilities facilities = new MovingFacilities();
    private final Disk disk = new Disk();
    private KerberosCredential web;

    /** A disk with one file, known by its bytes. */
    private static final class Disk implements Step.Answers {
        Optional<byte[]> file = Optional.empty();
        /** Long ago, unless a test says otherwise. */
        Instant modified = Instant.EPOCH;
        int looks;
        int reads;
        Runnable meanwhile = () -> {};

        private record Stamp(String bytes) implements Need.Stamp {}

        @Override
        @SuppressWarnings("unchecked")
        public <A> A to(Need<A> need) throws SspiException {
            var asked = (Need.FileIfChanged) need;
            looks++;
            byte[] bytes = file.orElseThrow(() -> new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "gone")).clone();
            var stamp = new Stamp(HexFormat.of().formatHex(bytes));
            if (asked.known().equals(Optional.of(stamp))) {
                return (A) Optional.empty();
            }
            reads++;
            meanwhile.run();
            return (A) Optional.of(new Need.StampedFile(bytes, stamp, modified));
        }
    }

    private static Forge.KeytabBytes keytab(int kvno) {
        return new Forge.KeytabBytes().with(kvno, key(kvno));
    }

    private static ProtocolKey key(int kvno) {
        return Forge.key(Forge.AES256, "version " + kvno);
    }

    @BeforeEach
    void theKeytabHasVersion1() throws Exception {
        disk.file = Optional.of(keytab(1).bytes());
        web = acquire(CredentialUse.INBOUND);
        disk.looks = 0;
        disk.reads = 0;
    }

    private KerberosCredential acquire(CredentialUse use) throws SspiException {
        var request = new CredentialRequest(
                use, Identity.keytab(Acceptance.KEYTAB), ScriptedKdc.config().build(), name -> Optional.empty(), facilities);
        return (KerberosCredential) Drive.sync(new KerberosPackage().acquire(request), disk);
    }

    /** A client with a ticket of the service's key of that version comes. */
    private void comes(int kvno) throws SspiException {
        comes(OptionalLong.of(kvno), kvno);
    }

    private void comes(OptionalLong says, int kvno) throws SspiException {
        comes(says, kvno, Forge.SERVICE);
    }

    private void comes(OptionalLong says, int kvno, PrincipalName service) throws SspiException {
        assertTrue(Drive.sync(arrives(says, kvno, service), disk) instanceof Move.Done);
    }

    private Step<Move> arrives(int kvno) throws SspiException {
        return arrives(OptionalLong.of(kvno), kvno, Forge.SERVICE);
    }

    private Step<Move> arrives(OptionalLong says, int kvno, PrincipalName service) throws SspiException {
        facilities.pass(Duration.ofNanos(1000));
        var forge = new Forge(facilities.now());
        forge.ticket.kvno = says;
        forge.ticket.key = key(kvno);
        forge.ticket.sname = service;
        byte[] token = forge.apReqToken();
        var request = new ContextRequest(web, "", Set.of(), name -> Optional.empty(), facilities, () -> Luid.of(1));
        var leg = new Leg(token, new ArrayList<>(List.of(SecBuffer.token(token))), Set.of(), web);
        return new KerberosPackage().accept(request).next(leg);
    }

    @Nested
    @DisplayName("is looked at")
    class Looks {
        @Test
        void onceASecondHoweverManyComeWhoseKeysFit() throws Exception {
            for (int i = 0; i < 100; i++) {
                comes(1);
            }
            assertEquals(0, disk.looks);
            facilities.pass(A_SECOND);
            for (int i = 0; i < 100; i++) {
                comes(1);
            }
            assertEquals(1, disk.looks);
            facilities.pass(A_SECOND.minusMillis(1));
            comes(1);
            assertEquals(1, disk.looks);
            assertEquals(0, disk.reads);
        }

        /** The others do not wait for him: not even where his question is never answered. */
        @Test
        void byOneOfManyWhoseKeysFit() throws Exception {
            facilities.pass(A_SECOND);
            assertTrue(arrives(1) instanceof Step.Ask<?, Move>);
            for (int i = 0; i < 3; i++) {
                assertTrue(arrives(1) instanceof Step.Ready<Move>);
            }
        }

        /** A key that is added just after somebody looked is not waited for. */
        @Test
        void forAnUnknownVersionAlsoIfSomebodyLookedJustNow() throws Exception {
            facilities.pass(A_SECOND);
            comes(1);
            assertEquals(1, disk.looks);
            disk.file = Optional.of(keytab(2).bytes());
            comes(2);
            assertEquals(2, disk.looks);
        }

        @Test
        void whenATicketIsOfAnUnknownVersion() throws Exception {
            disk.file = Optional.of(keytab(2).bytes());
            facilities.pass(A_SECOND);
            comes(2);
            assertEquals(1, disk.looks);
            comes(2);
            assertEquals(1, disk.looks);
        }

        @Test
        void whenTheKeyOfTheVersionIsAnother() throws Exception {
            disk.file = Optional.of(new Forge.KeytabBytes().with(1, key(2)).bytes());
            facilities.pass(A_SECOND);
            comes(OptionalLong.of(1), 2);
        }

        @Test
        void whenATicketIsForANewName() throws Exception {
            var cifs = PrincipalName.of(NameType.NT_SRV_INST, "cifs", "web.example.com");
            disk.file = Optional.of(keytab(1).with(cifs, Forge.REALM, 1, false, key(1)).bytes());
            facilities.pass(A_SECOND);
            comes(OptionalLong.of(1), 1, cifs);
            assertEquals(1, disk.looks);
        }

        @Test
        void onceASecondHoweverManyStrangersCome() throws Exception {
            facilities.pass(A_SECOND);
            for (int i = 0; i < 100; i++) {
                refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(9));
            }
            assertEquals(1, disk.looks);
            facilities.pass(A_SECOND);
            refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(9));
            assertEquals(2, disk.looks);
        }

        /** What is no keytab at all. */
        @Test
        void andNotReadAgainWhenItWasOfNoUseAndHasNotChanged() throws Exception {
            disk.file = Optional.of(new byte[] {5, 2, 0});
            for (int i = 0; i < 3; i++) {
                facilities.pass(A_SECOND);
                refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(2));
            }
            assertEquals(1, disk.reads);
            comes(1);
        }

        @Test
        void alsoAfterTheClockWasPutBack() throws Exception {
            disk.file = Optional.of(keytab(2).bytes());
            facilities.pass(Duration.ofHours(-1));
            comes(2);
        }

        @Test
        void beforeALogon() throws Exception {
            var client = new Client();
            var file = Path.of("/alice.keytab");
            client.kdc.file(file, StoredFiles.keytab(StoredFiles.entry(
                    "alice@EXAMPLE.COM", 1, 18, new byte[32])));
            var alice = client.acquire(CredentialUse.OUTBOUND, Identity.keytab(file));
            client.kdc.file(file, StoredFiles.keytab(StoredFiles.alice(EncryptionType.AES256_CTS_HMAC_SHA1_96)));
            client.facilities.pass(A_SECOND);
            client.ticket(alice, ScriptedKdc.WEB);
            assertEquals(List.of("AsReq", "TgsReq"), client.asked());
            assertEquals(2, client.kdc.looks().size());
        }
    }

    @Nested
    @DisplayName("its keys")
    class Keys {
        /** Nobody needs to come with a key that does not fit. */
        @Test
        void thatAreGoneOpenTicketsForASecondAtMost() throws Exception {
            comes(1);
            disk.file = Optional.of(keytab(2).bytes());
            comes(1);
            facilities.pass(A_SECOND);
            refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(1));
            comes(2);
        }

        @Test
        void areGoneWhenNoneIsLeft() throws Exception {
            byte[] ofNoUse = StoredFiles.keytab(StoredFiles.entry("HTTP/web.example.com@EXAMPLE.COM", 2, 3, new byte[8]));
            for (var file : List.of(new byte[] {5, 2}, ofNoUse)) {
                disk.file = Optional.of(file);
                facilities.pass(A_SECOND);
                refusal(SecurityStatus.SEC_E_WRONG_PRINCIPAL, () -> comes(1));
                disk.file = Optional.of(keytab(1).bytes());
                facilities.pass(A_SECOND);
                comes(1);
            }
        }

        /** Whoever writes it anew has truncated it before. */
        @Test
        void stayForTwoSecondsWhenNoneIsLeft() throws Exception {
            disk.file = Optional.of(new byte[] {5, 2});
            disk.modified = facilities.now();
            facilities.pass(A_SECOND);
            comes(1);
            facilities.pass(A_SECOND);
            refusal(SecurityStatus.SEC_E_WRONG_PRINCIPAL, () -> comes(1));
        }

        @Test
        void doNotStayBecauseAnEmptyFileIsOfTomorrow() throws Exception {
            disk.file = Optional.of(new byte[] {5, 2});
            disk.modified = facilities.now().plus(Duration.ofDays(1));
            facilities.pass(A_SECOND);
            refusal(SecurityStatus.SEC_E_WRONG_PRINCIPAL, () -> comes(1));
        }

        @Test
        void thatAreGoneTakeTheSessionKeysOfTheirTicketsWithThem() throws Exception {
            var slots = web.serviceKeys().sessionKeys();
            var session = Forge.key(Forge.AES256, "a session");
            slots.of(new Forge(facilities.now()).ticket(), session, facilities.now()).close();
            session.copyOfValue();
            disk.file = Optional.of(keytab(2).bytes());
            facilities.pass(A_SECOND);
            comes(2);
            assertThrows(IllegalStateException.class, session::copyOfValue);
        }

        @Test
        void thatAreGoneDoNotOpenTicketsAnyMore() throws Exception {
            disk.file = Optional.of(keytab(2).bytes());
            facilities.pass(A_SECOND);
            comes(2);
            refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(1));
        }

        @Test
        void stayWhenItIsHalfWritten() throws Exception {
            byte[] whole = keytab(2).bytes();
            for (int length = 0; length < whole.length; length++) {
                disk.file = Optional.of(Arrays.copyOf(whole, length));
                disk.modified = facilities.now();
                facilities.pass(A_SECOND);
                refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(2));
                comes(1);
            }
            disk.file = Optional.of(whole);
            facilities.pass(A_SECOND);
            comes(2);
        }

        @Test
        void stayWhenItIsGone() throws Exception {
            disk.file = Optional.empty();
            facilities.pass(A_SECOND);
            refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(2));
            comes(1);
        }

        @Test
        void thatAreGoneAreWipedAMinuteLater() throws Exception {
            var old = web.serviceKeys().entries().get(0).key();
            disk.file = Optional.of(keytab(2).bytes());
            facilities.pass(A_SECOND);
            comes(2);
            old.copyOfValue();
            facilities.pass(Duration.ofSeconds(61));
            comes(2);
            assertThrows(IllegalStateException.class, old::copyOfValue);
        }

        @Test
        void areWipedWithTheCredential() throws Exception {
            var first = web.serviceKeys().entries().get(0).key();
            disk.file = Optional.of(keytab(2).bytes());
            facilities.pass(A_SECOND);
            comes(2);
            var second = web.serviceKeys().entries().get(0).key();
            web.close();
            assertThrows(IllegalStateException.class, first::copyOfValue);
            assertThrows(IllegalStateException.class, second::copyOfValue);
        }

        @Test
        void thatAreReadWhileTheCredentialIsClosedAreNotKept() throws Exception {
            disk.file = Optional.of(keytab(2).bytes());
            disk.meanwhile = web::close;
            facilities.pass(A_SECOND);
            refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(2));
            var key = web.serviceKeys().entries().get(0).key();
            assertThrows(IllegalStateException.class, key::copyOfValue);
        }

        @Test
        void areTheSameObjectsIfTheFileOnlyLooksNew() throws Exception {
            var before = web.serviceKeys();
            disk.file = Optional.of(concat(keytab(1).bytes(), new byte[4]));
            facilities.pass(A_SECOND);
            refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> comes(2));
            assertTrue(before == web.serviceKeys());
        }

        private static byte[] concat(byte[] one, byte[] other) {
            byte[] both = Arrays.copyOf(one, one.length + other.length);
            System.arraycopy(other, 0, both, one.length, other.length);
            return both;
        }
    }

    @Nested
    @DisplayName("versions")
    class Versions {
        @BeforeEach
        void theKeytabHasSeveral() throws Exception {
            disk.file = Optional.of(new Forge.KeytabBytes().with(1, key(1)).with(0, key(7)).with(3, key(3)).with(2, key(2)).bytes());
            web = acquire(CredentialUse.INBOUND);
        }

        private List<byte[]> tried(OptionalLong kvno) throws Exception {
            var forge = new Forge(facilities.now());
            forge.ticket.kvno = kvno;
            forge.ticket.key = key(1);
            return web.serviceKeys().fitting(forge.ticket()).stream().map(key -> key.copyOfValue()).toList();
        }

        private void assertTried(OptionalLong kvno, int... versions) throws Exception {
            var tried = tried(kvno);
            assertEquals(versions.length, tried.size());
            for (int i = 0; i < versions.length; i++) {
                assertArrayEquals(key(versions[i]).copyOfValue(), tried.get(i));
            }
        }

        @Test
        void aTicketWithoutOneIsTriedWithTheNewestFirst() throws Exception {
            assertTried(OptionalLong.empty(), 3, 2, 1, 7);
            for (int kvno = 1; kvno <= 3; kvno++) {
                comes(OptionalLong.empty(), kvno);
            }
        }

        @Test
        void anEntryWithoutOneFitsAnyTicketAfterTheVeryVersion() throws Exception {
            assertTried(OptionalLong.of(2), 2, 7);
            assertTried(OptionalLong.of(9), 7);
            comes(OptionalLong.of(9), 7);
            comes(OptionalLong.of(2), 7);
        }
    }
}
