package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.AsRep;
import org.sspi4j.kerberos.message.AsReq;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.EtypeInfo2;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.KdcReqBody;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PaData;
import org.sspi4j.kerberos.message.PaEncTsEnc;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * The client proves itself to the KDC of its realm and gets a ticket-granting ticket.
 *
 * @spec RFC 4120 3.1
 */
record AsExchange(
        KerberosConfig config,
        Principal client,
        ClientKeys keys,
        Optional<PrincipalName> service,
        KdcTime time,
        Course course,
        Facilities facilities) {
    private static final byte[] NOTHING = {};
    private static final MethodData NO_METHODS = new MethodData(List.of());

    /**
     * How it came to this attempt.
     *
     * @param realms whose KDCs were asked and referred to the next one
     * @param offset what this attempt takes the KDC's clock to be ahead of the one it was given
     * @param primary whether the primary KDC is asked, after another one has refused
     */
    record Course(List<String> realms, Duration offset, boolean primary) {
        static final Course BEGIN = new Course(List.of(), Duration.ZERO, false);

        Course by(Duration other) {
            return new Course(realms, other, primary);
        }

        Course beyond(String realm) {
            var more = new ArrayList<>(realms);
            more.add(realm);
            return new Course(List.copyOf(more), offset, false);
        }

        Course atPrimary() {
            return new Course(realms, offset, true);
        }
    }

    /** What a KDC can only say if its copy of the database is that of yesterday. */
    private static final Set<Integer> MAYBE_OUTDATED = Set.of(
            ErrorCode.KDC_ERR_PREAUTH_FAILED, ErrorCode.KDC_ERR_KEY_EXPIRED, ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN,
            ErrorCode.KDC_ERR_CLIENT_REVOKED);

    /**
     * @param service whose ticket is wanted; empty for a ticket-granting ticket
     * @param time is corrected if the KDC's is another one
     */
    AsExchange(
            KerberosConfig config,
            Principal client,
            ClientKeys keys,
            Optional<PrincipalName> service,
            KdcTime time,
            Facilities facilities) {
        this(config, client, keys, service, time, Course.BEGIN, time.of(facilities));
    }

    /** For a ticket-granting ticket, by our own clock. */
    AsExchange(KerberosConfig config, Principal client, ClientKeys keys, Facilities facilities) {
        this(config, client, keys, Optional.empty(), KdcTime.ours(), facilities);
    }

    /**
     * With a key at hand the first request is pre-authenticated already; with a password the KDC has to be asked for salt and
     * iteration count first.
     */
    Step<ServiceTicket> run() throws SspiException {
        EnctypeChoice.requireSome(types(), config);
        var ready = keys.ready(types());
        facilities.decisions().note(
                Decision.About.KDC, "{} logs on at the KDC of {}{}, offering {}; {}", client.name(), client.realm(), wanted(), types(),
                ready.isPresent()
                        ? "the time is encrypted with the key that there is"
                        : "the KDC is to say how the password becomes a key");
        return ready.isPresent() ? ask(ready.get(), false) : askPlainly();
    }

    private Step<ServiceTicket> askPlainly() throws SspiException {
        var request = request();
        return kdc(request).then(reply -> {
            if (reply instanceof KdcReply.Failed failed) {
                return preauthenticate(failed.error());
            }
            var rep = asRep(reply);
            return Step.of(verified(request, rep, keyOfUnauthenticated(rep)));
        });
    }

    /** @param advised whether the KDC has said which keys it has; if it has not, its refusal may say so */
    private Step<ServiceTicket> ask(ProtocolKey key, boolean advised) throws SspiException {
        var request = request(encTimestamp(key));
        return kdc(request).then(reply -> {
            if (reply instanceof KdcReply.Failed failed) {
                return advised ? elsewhere(failed.error()) : correct(key, failed.error());
            }
            return Step.of(verified(request, asRep(reply), key));
        });
    }

    /**
     * The time stamp was sent unasked and may be of a key that the KDC does not have. MIT krb5 then answers
     * KDC_ERR_ETYPE_NOSUPP without a word or KDC_ERR_PREAUTH_FAILED with what it wants, Heimdal tells its keys with any error.
     * Another key is tried once; a key of the same type would only fail again.
     */
    private Step<ServiceTicket> correct(ProtocolKey tried, KrbError error) throws SspiException {
        if (error.errorCode() == ErrorCode.KDC_ERR_PREAUTH_REQUIRED) {
            return preauthenticate(error);
        }
        boolean unknownType = error.errorCode() == ErrorCode.KDC_ERR_ETYPE_NOSUPP;
        if (unknownType || error.errorCode() == ErrorCode.KDC_ERR_PREAUTH_FAILED) {
            var advice = advice(error);
            if (advice.find(PaType.PA_ETYPE_INFO2).isPresent()) {
                var agreed = agreedKey(advice);
                if (agreed.type() != tried.type()) {
                    facilities.decisions().note(
                            Decision.About.FALLBACK, "The KDC of {} does not know the key of {}, and one of {} is tried",
                            client.realm(), tried.type(), agreed.type());
                    return ask(agreed, true);
                }
            } else if (unknownType) {
                return askPlainly();
            }
        }
        return elsewhere(error);
    }

    /** What may be tried with another KDC, or at another time. */
    private Step<ServiceTicket> elsewhere(KrbError error) throws SspiException {
        if (error.errorCode() == ErrorCode.KDC_ERR_WRONG_REALM && canonicalizes() && error.crealm().isPresent()) {
            return referred(error.crealm().get());
        }
        var now = facilities.clock().instant();
        if (error.errorCode() == ErrorCode.KRB_AP_ERR_SKEW
                && course.offset().isZero()
                && time.mayCorrect(error.stime(), now)) {
            var offset = Duration.between(KerberosTime.seconds(now), error.stime());
            facilities.decisions().note(
                    Decision.About.TIME, "The KDC's clock is {}, and the logon is tried again by it", KerberosStatus.offset(offset));
            return new AsExchange(
                            config, client, keys, service, time, course.by(offset), KdcTime.ahead(facilities, offset))
                    .run();
        }
        if (MAYBE_OUTDATED.contains(error.errorCode()) && !course.primary()) {
            return atPrimary(refused(error));
        }
        throw refused(error);
    }

    /**
     * A password that was just changed reaches the other KDCs of a realm later. If there is no primary KDC to ask, or it is the
     * one that has refused, the refusal stands.
     *
     * @spec MIT krb5 krb5.conf(5) "primary_kdc"
     */
    private Step<ServiceTicket> atPrimary(SspiException refusal) throws SspiException {
        facilities.decisions().note(
                Decision.About.FALLBACK,
                "The KDC of {} refuses {}; the primary KDC is asked, if there is another one, since it may know more",
                client.realm(), client.name());
        return Step.either(
                () -> new AsExchange(config, client, keys, service, time, course.atPrimary(), facilities).run(),
                failure -> {
                    throw failure.status() == SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY ? refusal : failure;
                });
    }

    /**
     * The realm that the account is in. Nobody vouches for the error that says so, and nobody has to: only who has the account's key
     * can make the reply.
     *
     * @spec RFC 6806 7
     */
    private Step<ServiceTicket> referred(String realm) throws SspiException {
        // From here on it would stand in what is told and be looked up: no stranger's text gets there that is none to show.
        boolean odd = realm.isEmpty() || !Shown.of(realm).equals(realm);
        if (odd || realm.equals(client.realm()) || course.realms().contains(realm)
                || course.realms().size() >= Referrals.MOST) {
            throw new SspiException(
                    odd ? SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY : SecurityStatus.SEC_E_MAX_REFERRALS_EXCEEDED,
                    "The KDC of " + client.realm() + " says that " + Shown.of(client) + " is in the realm "
                            + Shown.of(realm) + ", after it was looked for in " + course.realms()
                            + ": name the account with its realm");
        }
        facilities.decisions().note(
                Decision.About.REALM, "The KDC of {} says that {} is in the realm {}", client.realm(), client.name(), realm);
        return new AsExchange(
                        config, new Principal(client.name(), realm), keys, service, time,
                        course.beyond(client.realm()), facilities)
                .run();
    }

    /** What an error says beside its code; servers of Windows put other things there too. */
    private static MethodData advice(KrbError error) {
        try {
            return MethodData.decode(error.eData().orElse(NOTHING));
        } catch (DecodeException e) {
            return NO_METHODS;
        }
    }

    private Step<ServiceTicket> preauthenticate(KrbError error) throws SspiException {
        if (error.errorCode() != ErrorCode.KDC_ERR_PREAUTH_REQUIRED) {
            return elsewhere(error);
        }
        var methods = error.eData().isPresent() ? Decoded.of(MethodData::decode, error.eData().get()) : NO_METHODS;
        if (methods.find(PaType.PA_ENC_TIMESTAMP).isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH,
                    "The KDC of " + client.realm() + " wants pre-authentication of types "
                            + methods.entries().stream()
                                    .map(entry -> PaType.name(entry.padataType()))
                                    .collect(Collectors.joining(", ", "[", "]"))
                            + " of " + client + wanted() + "; encrypted time stamps are what there is"
                            + (methods.find(PaType.PA_ETYPE_INFO2).isPresent() ? "" : ". It names no keys either: MIT krb5 says so"
                                    + " when there is no common encryption type; those offered are " + types()));
        }
        return ask(agreedKey(methods), true);
    }

    /** The KDC lists the keys it has, the best first; the first one we can have too is taken. */
    private ProtocolKey agreedKey(MethodData methods) throws SspiException {
        var info = methods.find(PaType.PA_ETYPE_INFO2);
        if (info.isEmpty()) {
            return unadvisedKey(methods.find(PaType.PA_PW_SALT));
        }
        var entries = Decoded.of(EtypeInfo2::decode, info.get()).entries();
        for (var entry : EnctypeChoice.weakLast(entries)) {
            var key = key(entry);
            if (key.isPresent()) {
                facilities.decisions().note(
                        Decision.About.KEY,
                        "The KDC of {} wants pre-authentication with one of {}; the key is of {}, salt {}, iterations {}",
                        client.realm(), entries.stream().map(it -> EnctypeChoice.name(it.etype())).toList(), key.get().type(),
                        salt(entry), iterations(entry));
                return key.get();
            }
        }
        throw noCommonKey("has keys of the encryption types " + entries.stream().map(entry -> EnctypeChoice.name(entry.etype())).toList());
    }

    /** Salts are no secret: the KDC tells them to everybody. */
    private static String salt(EtypeInfo2.Entry entry) {
        return entry.salt()
                .map(salt -> '"' + Shown.of(new String(salt, StandardCharsets.UTF_8)) + '"')
                .orElse("as usual");
    }

    private static String iterations(EtypeInfo2.Entry entry) {
        return entry.s2kparams()
                .filter(params -> params.length == Integer.BYTES)
                .map(params -> Integer.toUnsignedString(ByteBuffer.wrap(params).getInt()))
                .orElse("as usual");
    }

    private ProtocolKey unadvisedKey(Optional<byte[]> salt) throws SspiException {
        for (var type : types()) {
            var key = keys.key(type, new ClientKeys.Hint(salt, Optional.empty()));
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw noCommonKey("says nothing of its keys");
    }

    private Optional<ProtocolKey> key(EtypeInfo2.Entry entry) throws SspiException {
        var type = EncryptionType.of(entry.etype()).filter(types()::contains);
        return type.isEmpty()
                ? Optional.empty()
                : keys.key(type.get(), new ClientKeys.Hint(entry.salt(), entry.s2kparams()));
    }

    /** An account without pre-authentication: the reply itself says how its key is made. */
    private ProtocolKey keyOfUnauthenticated(AsRep reply) throws SspiException {
        int etype = reply.encPart().etype();
        var padata = reply.padata().orElse(NO_METHODS);
        var info = padata.find(PaType.PA_ETYPE_INFO2);
        if (info.isPresent()) {
            for (var entry : Decoded.of(EtypeInfo2::decode, info.get()).entries()) {
                var key = entry.etype() == etype ? key(entry) : Optional.<ProtocolKey>empty();
                if (key.isPresent()) {
                    return key.get();
                }
            }
        }
        return key(new EtypeInfo2.Entry(etype, padata.find(PaType.PA_PW_SALT), Optional.empty()))
                .orElseThrow(() -> noCommonKey("answers with the encryption type " + EnctypeChoice.name(etype)));
    }

    private PaData encTimestamp(ProtocolKey key) {
        var now = facilities.clock().instant();
        byte[] plain = DerWriter.encode(
                new PaEncTsEnc(KerberosTime.seconds(now), OptionalInt.of(KerberosTime.micros(now))));
        byte[] cipher = key.encrypt(KeyUsage.AS_REQ_PA_ENC_TIMESTAMP, plain, new Randomness(facilities.random()));
        var data = new EncryptedData(key.type().number(), OptionalLong.empty(), cipher);
        return new PaData(PaType.PA_ENC_TIMESTAMP, DerWriter.encode(data));
    }

    /** RFC 6806 11: asked for it, a KDC shows that the request came to it as it was sent. */
    private AsReq request(PaData... proof) {
        var padata = new ArrayList<>(List.of(proof));
        padata.add(new PaData(PaType.PA_REQ_ENC_PA_REP, NOTHING));
        return AsReq.of(Optional.of(new MethodData(padata)), body());
    }

    private KdcReqBody body() {
        var now = facilities.clock().instant();
        boolean renewable = !config.renewLifetime().isZero();
        return KdcReqBody.of(
                (config.forwardable() ? KdcOptions.FORWARDABLE : 0)
                        | (config.proxiable() ? KdcOptions.PROXIABLE : 0)
                        | (renewable ? KdcOptions.RENEWABLE : 0)
                        | (canonicalizes() ? KdcOptions.CANONICALIZE : 0),
                Optional.of(client.name()),
                client.realm(),
                Optional.of(service.orElseGet(() -> PrincipalName.krbtgt(client.realm()))),
                Optional.empty(),
                KerberosTime.seconds(now.plus(config.ticketLifetime())),
                renewable ? Optional.of(KerberosTime.seconds(now.plus(config.renewLifetime()))) : Optional.empty(),
                new Randomness(facilities.random()).number(),
                types().stream().map(EncryptionType::number).toList(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** RFC 6806 5: an enterprise name is nobody's own, so the KDC has to say whose it is. */
    private boolean canonicalizes() {
        return config.canonicalize() || client.name().nameType() == NameType.NT_ENTERPRISE;
    }

    /** A KDC encrypts its reply with the first of these types that it has a key of. */
    private List<EncryptionType> types() {
        return keys.preferred(EnctypeChoice.of(config.defaultTktEnctypes(), config.permittedEnctypes()));
    }

    private Step<KdcReply> kdc(AsReq request) throws SspiException {
        Need<byte[]> need = course.primary()
                ? new Need.PrimaryKdc(config, client.realm(), request.wire())
                : new Need.Kdc(config, client.realm(), request.wire());
        return Step.ask(need).then(bytes -> {
            var reply = KdcReply.decode(bytes, client.realm());
            facilities.decisions().note(Decision.About.KDC, "The answer to the AS-REQ of {} is {}", client.name(), reply.what());
            return Step.of(reply);
        });
    }

    private ServiceTicket verified(AsReq request, AsRep reply, ProtocolKey key) throws SspiException {
        var now = facilities.clock().instant();
        try {
            var ticket = verified(request, reply, key, now);
            time.keep(course.offset());
            return ticket;
        } catch (SspiException e) {
            if (e.status() != SecurityStatus.SEC_E_TIME_SKEW || !course.offset().isZero()) {
                throw e;
            }
            return verifiedByTheKdcsTime(request, reply, key, now, e);
        }
    }

    /** An account without pre-authentication learns from the reply itself that our clock is wrong. */
    private ServiceTicket verifiedByTheKdcsTime(AsReq request, AsRep reply, ProtocolKey key, Instant now, SspiException skew)
            throws SspiException {
        var theirs = VerifiedReply.authtime(reply, key, expected(request, now));
        if (!time.mayCorrect(theirs, now)) {
            throw skew;
        }
        var ticket = verified(request, reply, key, theirs);
        var offset = Duration.between(KerberosTime.seconds(now), theirs);
        time.keep(offset);
        facilities.decisions().note(Decision.About.TIME, "The KDC's clock is {}, and counts", KerberosStatus.offset(offset));
        return ticket;
    }

    private ServiceTicket verified(AsReq request, AsRep reply, ProtocolKey key, Instant now) throws SspiException {
        return VerifiedReply.ofAs(reply, key, request, expected(request, now)).ticket();
    }

    private VerifiedReply.Expected expected(AsReq request, Instant now) {
        return new VerifiedReply.Expected(client, request.reqBody(), types(), config, now);
    }

    private static AsRep asRep(KdcReply reply) throws SspiException {
        if (reply instanceof KdcReply.As as) {
            return as.message();
        }
        throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The KDC answers an AS-REQ with a TGS-REP");
    }

    /** What the logon is for, if it is not for tickets of any kind. */
    private String wanted() {
        return service.map(name -> " for " + name).orElse("");
    }

    private SspiException refused(KrbError error) {
        var offered = error.errorCode() == ErrorCode.KDC_ERR_ETYPE_NOSUPP ? " with one of " + types() : "";
        return KerberosStatus.of(
                error,
                "The KDC of " + client.realm(),
                "the logon of " + client + wanted() + offered,
                facilities.clock());
    }

    private SspiException noCommonKey(String kdc) {
        return new SspiException(
                SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE,
                "The KDC of " + client.realm() + service.map(name -> ", asked for " + name + ",").orElse("") + " " + kdc + "; "
                        + client + " has none of them among the permitted " + types()
                        + ": name a common type in permitted_enctypes, or give the account a key of a permitted one");
    }
}
