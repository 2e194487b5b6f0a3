package org.sspi4j.kerberos;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.AddressType;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.Authenticator;
import org.sspi4j.kerberos.message.ChangePasswdData;
import org.sspi4j.kerberos.message.EncKrbPrivPart;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.EncryptionKey;
import org.sspi4j.kerberos.message.HostAddress;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.KpasswdMessage;
import org.sspi4j.kerberos.message.KrbPriv;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * A user changes the own password: a ticket for the password server by the old one, which works when it has expired too, and the new
 * one under a key that only that server can have.
 *
 * <p>The original protocol comes first: all servers know it. MIT krb5's reads a {@link ChangePasswdData} only if it names somebody,
 * which to Active Directory is no change by the user but a reset by an administrator.
 *
 * @spec RFC 3244
 */
record KpasswdExchange(KerberosConfig config, Principal client, ClientKeys old, Secret fresh, Facilities facilities) {
    static final PrincipalName CHANGEPW = PrincipalName.of(NameType.NT_SRV_INST, "kadmin", "changepw");

    /** Enough for one request; servers refuse tickets of longer life, or such that could be forwarded. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /** The password server's words, mostly none. */
    Step<String> run() throws SspiException {
        var time = new KdcTime(config);
        var initial = config.toBuilder()
                .ticketLifetime(LIFETIME)
                .renewLifetime(Duration.ZERO)
                .forwardable(false)
                .proxiable(false)
                .build();
        return new AsExchange(initial, client, old, Optional.of(CHANGEPW), time, facilities)
                .run()
                .then(ticket -> Step.either(() -> changed(ticket, time.of(facilities)), failure -> {
                    ticket.sessionKey().close();
                    throw failure;
                }));
    }

    private Step<String> changed(ServiceTicket ticket, Facilities now) throws SspiException {
        return change(KpasswdMessage.CHANGE, ticket, now).then(result -> {
            if (result.code() != KpasswdResult.BAD_VERSION) {
                return ended(result, ticket);
            }
            facilities.decisions().note(
                    Decision.About.FALLBACK, "The password server of {} does not know the original protocol any more",
                    ticket.server().realm());
            return change(KpasswdMessage.SET_CHANGE, ticket, now).then(again -> ended(again, ticket));
        });
    }

    private static Step<String> ended(KpasswdResult result, ServiceTicket ticket) throws SspiException {
        ticket.sessionKey().close();
        if (!result.isSuccess()) {
            throw result.failure(ticket.server().realm(), ticket.client().toString());
        }
        return Step.of(result.words());
    }

    /** "The subsession key must be pseudo-randomly generated and must never be reused for multiple authenticators." */
    private Step<KpasswdResult> change(int version, ServiceTicket ticket, Facilities now) throws SspiException {
        var random = new Randomness(now.random());
        var subkey = ticket.sessionKey().type().randomKey(random);
        return Step.either(() -> change(version, ticket, subkey, random, now), failure -> {
            subkey.close();
            throw failure;
        }).then(result -> {
            subkey.close();
            return Step.of(result);
        });
    }

    private Step<KpasswdResult> change(int version, ServiceTicket ticket, ProtocolKey subkey, Randomness random, Facilities now)
            throws SspiException {
        var authenticator = authenticator(ticket, subkey, random, now);
        byte[] cipher = ticket.sessionKey().encrypt(KeyUsage.AP_REQ_AUTHENTICATOR, authenticator.wire(), random);
        var apReq = ApReq.of(
                0, ticket.ticket(), new EncryptedData(ticket.sessionKey().type().number(), OptionalLong.empty(), cipher));
        var request = KpasswdMessage.of(
                version, apReq.wire(), krbPriv(version, subkey, authenticator.seqNumber(), random).wire());
        authenticator.wipe();
        return Step.ask(new Need.Kpasswd(config, ticket.server().realm(), request.wire()))
                .then(reply -> Step.of(new KpasswdReply(ticket, authenticator, subkey, config, now.clock().instant()).check(reply)));
    }

    private static Authenticator authenticator(ServiceTicket ticket, ProtocolKey subkey, Randomness random, Facilities now) {
        var time = now.clock().instant();
        return Authenticator.of(
                ticket.client().realm(),
                ticket.client().name(),
                Optional.empty(),
                KerberosTime.micros(time),
                KerberosTime.seconds(time),
                Optional.of(new EncryptionKey(subkey.type().number(), subkey.copyOfValue())),
                OptionalLong.of(random.number()),
                Optional.empty());
    }

    private KrbPriv krbPriv(int version, ProtocolKey subkey, OptionalLong sequence, Randomness random) throws SspiException {
        byte[] userData = fresh.useUtf8(utf8 -> {
            byte[] password = utf8.clone();
            if (version == KpasswdMessage.CHANGE) {
                return password;
            }
            try {
                return DerWriter.encode(new ChangePasswdData(password, Optional.empty(), Optional.empty()));
            } finally {
                Arrays.fill(password, (byte) 0);
            }
        });
        // Behind a NAT nobody knows the own address, and servers that compare it could not serve anybody there.
        var anywhere = new HostAddress(AddressType.IPV4, new byte[4]);
        var part = EncKrbPrivPart.of(
                userData, Optional.empty(), OptionalInt.empty(), sequence, anywhere, Optional.empty());
        byte[] cipher = subkey.encrypt(KeyUsage.KRB_PRIV_ENC_PART, part.wire(), random);
        part.wipe();
        return KrbPriv.of(new EncryptedData(subkey.type().number(), OptionalLong.empty(), cipher));
    }
}
