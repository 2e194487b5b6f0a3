package org.sspi4j.kerberos;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.IntegrityException;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.Checksum;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.GssExtension;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.IakerbForm;
import org.sspi4j.kerberos.message.IakerbProxy;
import org.sspi4j.kerberos.message.KrbFinished;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerWriter;
import org.sspi4j.wire.asn1.Oid;

/**
 * The mechanism that an AP-REQ belongs to, and what both sides have said before it: with Kerberos nothing, with IAKERB all that went to
 * KDCs and came back from them. The client signs that within its authenticator.
 *
 * @param form empty for Kerberos, and for IAKERB as long as nobody has said anything
 * @param trips how often a KDC was asked
 * @param said the tokens as they were sent, one behind the other
 * @spec draft-ietf-kitten-iakerb-03 4
 */
record Conversation(Oid mech, Optional<IakerbForm> form, int trips, byte[] said) {
    /** A logon takes two or three, a service in another realm one for each realm on the way; MIT krb5 stops at this one too. */
    static final int MOST_TRIPS = 26;
    /** Together: who is not known yet has no more than this kept for him. */
    static final int MOST_SAID = 256 * 1024;

    static final Conversation KERBEROS = new Conversation(GssToken.KERBEROS, Optional.empty(), 0, new byte[0]);
    static final Conversation IAKERB = new Conversation(GssToken.IAKERB, Optional.empty(), 0, new byte[0]);

    /** For an initiator, who chooses it. */
    Conversation in(IakerbForm chosen) {
        return new Conversation(mech, Optional.of(chosen), trips, said);
    }

    /** Conversations begin with one of the two above. */
    private boolean isIakerb() {
        return mech == GssToken.IAKERB;
    }

    /**
     * A token of this mechanism.
     *
     * @throws SspiException SEC_E_INVALID_TOKEN for one of another, and for one that is too long
     */
    GssToken framed(byte[] token) throws SspiException {
        if (token.length > KerberosPackage.MAX_TOKEN) {
            throw invalid("The token is longer than " + KerberosPackage.MAX_TOKEN + " bytes");
        }
        if (!isIakerb()) {
            return ForeignToken.framed(token);
        }
        boolean lacksFrame = IakerbProxy.isUnframed(token) && form.filter(IakerbForm.MIT_BEFORE_1_22::equals).isPresent();
        var framed = Decoded.of(GssToken::decode, lacksFrame ? IakerbProxy.framed(token) : token);
        if (!framed.mech().equals(mech)) {
            throw invalid("The token is of another mechanism than IAKERB: " + framed.mech());
        }
        return framed;
    }

    /** What a token of the peer's carries, in the form that the conversation began in. */
    IakerbProxy proxied(GssToken framed) throws SspiException {
        var proxy = Decoded.of(IakerbProxy::decode, framed.wire());
        if (form.isPresent() && proxy.form() != form.get()) {
            throw invalid("The peer goes on in another form of IAKERB than the conversation began in");
        }
        return proxy;
    }

    /**
     * A KDC is asked once more.
     *
     * @param token the one that asks, as it was sent
     */
    Conversation asks(IakerbForm in, byte[] token) throws SspiException {
        if (trips == MOST_TRIPS) {
            throw invalid("KDCs were asked " + MOST_TRIPS + " times already, and the client has no ticket for this service yet");
        }
        return new Conversation(mech, Optional.of(in), trips + 1, longer(token));
    }

    /** @param token the one with the answer, as it was sent */
    Conversation isAnswered(byte[] token) throws SspiException {
        return new Conversation(mech, form, trips, longer(token));
    }

    private byte[] longer(byte[] token) throws SspiException {
        if (token.length > MOST_SAID - said.length) {
            throw invalid("What was said to KDCs and by them is longer than " + MOST_SAID + " bytes");
        }
        byte[] longer = Arrays.copyOf(said, said.length + token.length);
        System.arraycopy(token, 0, longer, said.length, token.length);
        return longer;
    }

    /** What the authenticator's checksum has behind it. */
    byte[] signature(ProtocolKey subkey) {
        if (said.length == 0) {
            return new byte[0];
        }
        var checksum = new Checksum(subkey.type().checksumType(), subkey.checksum(form.orElseThrow().usage(), said));
        return new GssExtension(form.get().extension(), DerWriter.encode(new KrbFinished(checksum))).encode();
    }

    /**
     * The client's signature over what was said.
     *
     * @param subkey the client's
     * @throws SspiException SEC_E_MESSAGE_ALTERED if it is missing, of another conversation, or where nothing was said
     */
    void check(GssChecksum checksum, Optional<ProtocolKey> subkey) throws SspiException {
        if (said.length == 0 && checksum.exts().length == 0) {
            return;
        }
        var signatures = signatures(checksum.exts());
        if (said.length == 0) {
            if (!signatures.isEmpty()) {
                throw altered("The authenticator is signed for a conversation with KDCs by way of the server, and this side has had none:"
                        + " somebody else has, and passes on what the client said there");
            }
            return;
        }
        if (signatures.size() != 1 || signatures.get(0).type() != form.orElseThrow().extension()) {
            throw altered("The client's KRB_FINISHED is missing: nothing shows that what this side passed on is what the client said");
        }
        var finished = Decoded.of(KrbFinished::decode, signatures.get(0).data()).gssMic();
        var key = subkey.orElseThrow(() -> altered("The client's KRB_FINISHED is of no key: its authenticator has no sub-key"));
        try {
            key.verify(form.get().usage(), said, 0, said.length, finished.cksumtype(), finished.checksum());
        } catch (DecodeException | IntegrityException e) {
            throw altered("The client has said or heard something else than this side has passed on: its KRB_FINISHED differs");
        }
    }

    private List<GssExtension> signatures(byte[] exts) throws SspiException {
        List<GssExtension> all;
        try {
            all = GssExtension.decode(exts);
        } catch (DecodeException e) {
            if (isIakerb()) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, e.getMessage(), e);
            }
            // RFC 4121 4.1.1 says nothing of what stands there, so a server of Kerberos alone has no opinion on it.
            return List.of();
        }
        return all.stream().filter(Conversation::isSignature).toList();
    }

    private static boolean isSignature(GssExtension extension) {
        return Arrays.stream(IakerbForm.values()).anyMatch(form -> form.extension() == extension.type());
    }

    /** Tokens of RFC 1964 name their mechanism, and nobody has written down what they name here. */
    void requireKnownTokens(EncryptionType type) throws SspiException {
        if (isIakerb() && type.hasOldTokens()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                    "The context would have a key of " + type + ", which IAKERB is not used with here: give the service a key of AES");
        }
    }

    private static SspiException altered(String sentence) {
        return new SspiException(SecurityStatus.SEC_E_MESSAGE_ALTERED, sentence);
    }

    private static SspiException invalid(String sentence) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, sentence);
    }

    /** Without what was said. */
    @Override
    public String toString() {
        return "Conversation[" + mech + ", " + form + ", " + trips + " trips, " + said.length + " bytes]";
    }
}
