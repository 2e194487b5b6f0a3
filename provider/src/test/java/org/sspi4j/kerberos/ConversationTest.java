package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.Checksum;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.GssExtension;
import org.sspi4j.kerberos.message.IakerbForm;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.KrbFinished;
import org.sspi4j.wire.asn1.DerWriter;

@DisplayName("draft-ietf-kitten-iakerb-03 4: the client's checksum over what was said")
class ConversationTest {
    private static final byte[] ASKED = {1, 2, 3};
    private static final byte[] ANSWERED = {4, 5};
    private static final byte[] SAID = {1, 2, 3, 4, 5};
    private static final ProtocolKey SUBKEY = Forge.key(Forge.AES256, "sub-key");

    private static Conversation of(IakerbForm form) throws SspiException {
        return Conversation.IAKERB.asks(form, ASKED).isAnswered(ANSWERED);
    }

    private static GssChecksum with(byte[] exts) {
        return GssChecksum.of(new byte[16], 0, Optional.empty(), exts);
    }

    private static byte[] finished(int extension, int cksumtype, byte[] checksum) {
        return new GssExtension(extension, DerWriter.encode(new KrbFinished(new Checksum(cksumtype, checksum)))).encode();
    }

    private static byte[] finished(int extension, int usage) {
        return finished(extension, Forge.AES256.checksumType(), SUBKEY.checksum(usage, SAID));
    }

    private static void refused(SecurityStatus status, byte[] exts) throws SspiException {
        var conversation = of(IakerbForm.DRAFT);
        var refusal = assertThrows(SspiException.class, () -> conversation.check(with(exts), Optional.of(SUBKEY)));
        assertEquals(status, refusal.status(), refusal.getMessage());
    }

    @ParameterizedTest
    @EnumSource(IakerbForm.class)
    void whatOneSideSignsTheOtherOneTakes(IakerbForm form) throws Exception {
        of(form).check(with(of(form).signature(SUBKEY)), Optional.of(SUBKEY));
    }

    @Test
    @DisplayName("GSS_EXTS_FINISHED is 2, KEY_USAGE_FINISHED 41; with MIT krb5 before 1.22 they were 1 and 42")
    void numbers() throws Exception {
        of(IakerbForm.DRAFT).check(with(finished(2, 41)), Optional.of(SUBKEY));
        of(IakerbForm.MIT_BEFORE_1_22).check(with(finished(1, 42)), Optional.of(SUBKEY));
    }

    @Test
    void eachBitOfTheChecksumCounts() throws Exception {
        byte[] checksum = SUBKEY.checksum(KeyUsage.FINISHED, SAID);
        for (int bit = 0; bit < 8 * checksum.length; bit++) {
            byte[] changed = checksum.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            refused(SEC_E_MESSAGE_ALTERED, finished(2, Forge.AES256.checksumType(), changed));
        }
        refused(SEC_E_MESSAGE_ALTERED, finished(2, Forge.AES256.checksumType(), Arrays.copyOf(checksum, checksum.length - 1)));
        refused(SEC_E_MESSAGE_ALTERED, finished(2, Forge.AES256.checksumType(), new byte[0]));
    }

    @Test
    void anotherUsageIsAnotherChecksum() throws Exception {
        refused(SEC_E_MESSAGE_ALTERED, finished(2, KeyUsage.IAKERB_FINISHED));
        refused(SEC_E_MESSAGE_ALTERED, finished(2, KeyUsage.INITIATOR_SIGN));
    }

    @Test
    @DisplayName("CVE-2014-6324, CVE-2010-1324: a checksum without a key")
    void aChecksumWithoutAKeyIsNone() throws Exception {
        refused(SEC_E_MESSAGE_ALTERED, finished(2, 1, new byte[4]));
        refused(SEC_E_MESSAGE_ALTERED, finished(2, 7, new byte[16]));
        refused(SEC_E_MESSAGE_ALTERED, finished(2, 14, new byte[20]));
    }

    @Test
    void theOtherFormsSignatureIsNone() throws Exception {
        refused(SEC_E_MESSAGE_ALTERED, finished(1, KeyUsage.FINISHED));
        refused(SEC_E_MESSAGE_ALTERED, of(IakerbForm.MIT_BEFORE_1_22).signature(SUBKEY));
    }

    @Test
    void noneAndTwoAreNotOne() throws Exception {
        refused(SEC_E_MESSAGE_ALTERED, new byte[0]);
        refused(SEC_E_MESSAGE_ALTERED, new GssExtension(0, new byte[2]).encode());
        var twice = new ByteArrayOutputStream();
        twice.write(of(IakerbForm.DRAFT).signature(SUBKEY));
        twice.write(of(IakerbForm.DRAFT).signature(SUBKEY));
        refused(SEC_E_MESSAGE_ALTERED, twice.toByteArray());
    }

    @Test
    void anUnknownExtensionBesideItIsPassedOver() throws Exception {
        var both = new ByteArrayOutputStream();
        both.write(new GssExtension(0x7FFF_FFFF, new byte[2]).encode());
        both.write(of(IakerbForm.DRAFT).signature(SUBKEY));
        of(IakerbForm.DRAFT).check(with(both.toByteArray()), Optional.of(SUBKEY));
    }

    @Test
    void itIsOfTheClientsSubKey() throws Exception {
        var conversation = of(IakerbForm.DRAFT);
        var signed = with(conversation.signature(SUBKEY));
        for (var key : List.of(Optional.<ProtocolKey>empty(), Optional.of(Forge.key(Forge.AES256, "session")))) {
            assertEquals(
                    SEC_E_MESSAGE_ALTERED, assertThrows(SspiException.class, () -> conversation.check(signed, key)).status());
        }
    }

    @Test
    void everyPrefixIsRefused() throws Exception {
        byte[] exts = of(IakerbForm.DRAFT).signature(SUBKEY);
        for (int length = 1; length < exts.length; length++) {
            refused(SEC_E_INVALID_TOKEN, Arrays.copyOf(exts, length));
        }
    }

    @Test
    void moreTripsThanMostAreTooMany() throws Exception {
        var conversation = Conversation.IAKERB;
        for (int i = 0; i < Conversation.MOST_TRIPS; i++) {
            conversation = conversation.asks(IakerbForm.DRAFT, ASKED).isAnswered(ANSWERED);
        }
        var full = conversation;
        assertEquals(
                SEC_E_INVALID_TOKEN,
                assertThrows(SspiException.class, () -> full.asks(IakerbForm.DRAFT, ASKED)).status());
    }

    @Test
    void moreBytesThanMostAreTooMany() throws Exception {
        var full = Conversation.IAKERB.asks(IakerbForm.DRAFT, new byte[Conversation.MOST_SAID]);
        assertEquals(SEC_E_INVALID_TOKEN, assertThrows(SspiException.class, () -> full.isAnswered(new byte[1])).status());
        Conversation.IAKERB.asks(IakerbForm.DRAFT, new byte[Conversation.MOST_SAID - 1]).isAnswered(new byte[1]);
    }
}
