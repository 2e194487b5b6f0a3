package org.sspi4j.kerberos;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.IntegrityException;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.AddressType;
import org.sspi4j.kerberos.message.ApRep;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.Authenticator;
import org.sspi4j.kerberos.message.ChangePasswdData;
import org.sspi4j.kerberos.message.EncApRepPart;
import org.sspi4j.kerberos.message.EncKrbPrivPart;
import org.sspi4j.kerberos.message.EncTicketPart;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.HostAddress;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.KpasswdMessage;
import org.sspi4j.kerberos.message.KrbPriv;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/** A password server in the test's thread: it checks what it is sent, and answers with the lies it is told to tell. */
final class PasswordServer implements UnaryOperator<byte[]> {
    private final ScriptedKdc kdc;
    final List<String> passwords = new ArrayList<>();
    final List<Integer> versions = new ArrayList<>();
    Consumer<Answer> lie = answer -> {};

    PasswordServer(ScriptedKdc kdc) {
        this.kdc = kdc;
        kdc.passwordServer(this);
    }

    /** An answer before it is encrypted. */
    static final class Answer {
        int version = KpasswdMessage.CHANGE;
        ProtocolKey apKey;
        ProtocolKey privKey;
        Instant ctime;
        int cusec;
        OptionalLong apSequence = OptionalLong.of(4711);
        OptionalLong privSequence = OptionalLong.of(4711);
        Optional<Instant> timestamp = Optional.empty();
        byte[] userData = {0, 0};
        Optional<byte[]> instead = Optional.empty();
    }

    static byte[] result(int code, byte[] text) {
        return new BigEndianWriter().u16(code).bytes(text).toByteArray();
    }

    @Override
    public byte[] apply(byte[] wire) {
        try {
            return answer(wire);
        } catch (DecodeException | IntegrityException e) {
            throw new AssertionError("The request is wrong", e);
        }
    }

    private byte[] answer(byte[] wire) throws DecodeException, IntegrityException {
        var request = KpasswdMessage.decode(wire);
        var apReq = ApReq.decode(request.ap());
        var ticket = EncTicketPart.decode(kdc.serviceKey().decrypt(KeyUsage.TICKET, apReq.ticket().encPart().cipher()));
        var sessionKey = EncryptionType.of(ticket.key().keytype()).orElseThrow().key(ticket.key().keyvalue());
        var authenticator = Authenticator.decode(
                sessionKey.decrypt(KeyUsage.AP_REQ_AUTHENTICATOR, apReq.authenticator().cipher()));
        var sub = authenticator.subkey().orElseThrow();
        var subkey = EncryptionType.of(sub.keytype()).orElseThrow().key(sub.keyvalue());
        var priv = EncKrbPrivPart.decode(
                subkey.decrypt(KeyUsage.KRB_PRIV_ENC_PART, KrbPriv.decode(request.message()).encPart().cipher()));
        if (!priv.seqNumber().equals(authenticator.seqNumber())) {
            throw new AssertionError("the sequence number is not the authenticator's");
        }
        versions.add(request.version());
        passwords.add(new String(
                request.version() == KpasswdMessage.CHANGE ? priv.userData() : ChangePasswdData.decode(priv.userData()).newpasswd(),
                StandardCharsets.UTF_8));
        var answer = new Answer();
        answer.apKey = sessionKey;
        answer.privKey = subkey;
        answer.ctime = authenticator.ctime();
        answer.cusec = authenticator.cusec();
        lie.accept(answer);
        return answer.instead.orElseGet(() -> wire(answer));
    }

    private static byte[] wire(Answer answer) {
        var apPart = EncApRepPart.of(answer.ctime, answer.cusec, Optional.empty(), answer.apSequence);
        var address = new HostAddress(AddressType.IPV4, new byte[] {127, 0, 0, 1});
        var privPart = EncKrbPrivPart.of(
                answer.userData, answer.timestamp, OptionalInt.empty(), answer.privSequence, address, Optional.empty());
        return KpasswdMessage.of(
                        answer.version,
                        ApRep.of(sealed(answer.apKey, KeyUsage.AP_REP_ENC_PART, apPart.wire())).wire(),
                        KrbPriv.of(sealed(answer.privKey, KeyUsage.KRB_PRIV_ENC_PART, privPart.wire())).wire())
                .wire();
    }

    private static EncryptedData sealed(ProtocolKey key, int usage, byte[] plain) {
        byte[] cipher = key.encrypt(usage, plain, (out, offset, length) -> {});
        return new EncryptedData(key.type().number(), OptionalLong.empty(), cipher);
    }
}
