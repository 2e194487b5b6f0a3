package org.sspi4j.gss;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * The per-message calls, and what their MessageProp asks and tells. A message that is duplicate, old, out of order or behind a
 * gap is delivered and said to be so.
 *
 * @param confidentiality whether the context has it
 * @param all whether also what privacy is not asked for is sealed, and in a context without confidentiality; the MessageProp tells
 * @spec RFC 2743 2.3; RFC 5653 6.5
 */
record Messages(Protection protection, boolean confidentiality, boolean all) {
    int wrapSizeLimit(int qop, boolean privacy, int largestToken) throws GSSException {
        requireDefault(qop);
        try {
            return protection.wrapSizeLimit(seals(privacy), largestToken);
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    byte[] wrap(byte[] in, int offset, int length, MessageProp prop) throws GSSException {
        requireDefault(prop.getQOP());
        Objects.checkFromIndexSize(offset, length, in.length);
        boolean seal = seals(prop.getPrivacy());
        try {
            var token = protection.wrap(in, offset, length, seal);
            prop.setPrivacy(seal);
            return token;
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    private boolean seals(boolean privacy) {
        return all || confidentiality && privacy;
    }

    byte[] unwrap(byte[] token, int offset, int length, MessageProp prop) throws GSSException {
        Objects.checkFromIndexSize(offset, length, token.length);
        // The caller's token stays as it is, what is decrypted is decrypted in the copy.
        var plaintext = unwrapInPlace(Arrays.copyOfRange(token, offset, offset + length), prop);
        var message = new byte[plaintext.remaining()];
        plaintext.get(message);
        return message;
    }

    /** The message, where the token was. */
    ByteBuffer unwrapInPlace(byte[] token, MessageProp prop) throws GSSException {
        try {
            var unwrapped = protection.unwrap(ByteBuffer.wrap(token));
            report(unwrapped.result(), unwrapped.result().qop() != Qop.WRAP_NO_ENCRYPT, prop);
            return unwrapped.plaintext();
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    byte[] getMic(byte[] message, int offset, int length, MessageProp prop) throws GSSException {
        if (prop != null) {
            requireDefault(prop.getQOP());
        }
        Objects.checkFromIndexSize(offset, length, message.length);
        try {
            return protection.getMic(message, offset, length);
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    void verifyMic(ByteBuffer mic, ByteBuffer message, MessageProp prop) throws GSSException {
        try {
            report(protection.verifyMic(mic, message), false, prop);
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    private static void report(MessageResult result, boolean privacy, MessageProp prop) {
        if (prop == null) {
            return;
        }
        var place = result.sequence();
        boolean inOrder = place == MessageResult.Sequence.IN_ORDER;
        prop.setQOP(0);
        prop.setPrivacy(privacy);
        prop.setSupplementaryStates(
                place == MessageResult.Sequence.DUPLICATE,
                place == MessageResult.Sequence.OLD,
                place == MessageResult.Sequence.UNSEQUENCED,
                place == MessageResult.Sequence.GAP,
                inOrder ? 0 : SecurityStatus.SEC_E_OUT_OF_SEQUENCE.value(),
                inOrder ? null : "The message is not the next one: " + place);
    }

    private static void requireDefault(int qop) throws GSSException {
        if (qop != 0) {
            throw GssStatus.BAD_QOP.saying("There is one quality of protection, 0; this is " + qop);
        }
    }
}
