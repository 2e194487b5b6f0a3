package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SchannelAttribute.ProtoNegoExt;
import org.sspi4j.api.SchannelAttribute.ProtoNegoStatus;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.certificate.EndpointBinding;
import org.sspi4j.schannel.tls.TlsAgreement;

/** What an established context says of itself. */
final class SchannelAttributes {
    private static final int CALLS_BUFFERS = 4;
    private static final Set<String> RESERVED =
            Set.of("client finished", "server finished", "master secret", "extended master secret", "key expansion");
    private static final int MOST_CONTEXT = 0xFFFF;
    /** HKDF-Expand with SHA-256 gives no more. RFC 5869 2.3 */
    private static final int MOST_KEYING_MATERIAL = 255 * 32;

    @FunctionalInterface
    private interface Answer {
        Object of(SchannelAttributes its) throws SspiException;
    }

    private static final Map<ContextAttribute<?>, Answer> ANSWERS = Map.ofEntries(
            Map.entry(ContextAttribute.SIZES, SchannelAttributes::sizes),
            Map.entry(ContextAttribute.STREAM_SIZES, SchannelAttributes::streamSizes),
            Map.entry(ContextAttribute.NAMES, SchannelAttributes::names),
            Map.entry(ContextAttribute.LIFESPAN, SchannelAttributes::lifespan),
            Map.entry(ContextAttribute.KEY_INFO, SchannelAttributes::keyInfo),
            Map.entry(ContextAttribute.AUTHORITY, its -> new ContextAttribute.Authority(its.peer().getIssuerX500Principal().getName())),
            Map.entry(ContextAttribute.PACKAGE_INFO, its -> SchannelPackage.INFO),
            Map.entry(ContextAttribute.ACCESS_TOKEN, SchannelAttributes::accessToken),
            Map.entry(SchannelAttribute.PROTO_INFO, SchannelAttributes::protoInfo),
            Map.entry(SchannelAttribute.UNIQUE_BINDINGS, SchannelAttributes::uniqueBindings),
            Map.entry(SchannelAttribute.ENDPOINT_BINDINGS, SchannelAttributes::endpointBindings),
            Map.entry(SchannelAttribute.APPLICATION_PROTOCOL, SchannelAttributes::applicationProtocol),
            Map.entry(SchannelAttribute.REMOTE_CERT_CONTEXT, SchannelAttributes::peer),
            Map.entry(SchannelAttribute.REMOTE_CERT_CHAIN, SchannelAttributes::remoteCertChain),
            Map.entry(SchannelAttribute.LOCAL_CERT_CONTEXT, SchannelAttributes::local),
            Map.entry(SchannelAttribute.ROOT_STORE, SchannelAttributes::rootStore),
            Map.entry(SchannelAttribute.ISSUER_LIST_EX, SchannelAttributes::issuerList),
            Map.entry(SchannelAttribute.CONNECTION_INFO, SchannelAttributes::connectionInfo),
            Map.entry(SchannelAttribute.CIPHER_INFO, SchannelAttributes::cipherInfo),
            Map.entry(SchannelAttribute.SESSION_INFO, SchannelAttributes::sessionInfo),
            Map.entry(SchannelAttribute.APP_DATA, SchannelAttributes::appData),
            Map.entry(SchannelAttribute.KEYING_MATERIAL, SchannelAttributes::keyingMaterial),
            Map.entry(SchannelAttribute.KEYING_MATERIAL_INPROC, SchannelAttributes::keyingMaterial));

    private final Connection connection;
    private final TlsAgreement agreement;
    private final Optional<AccessToken> client;
    private final CipherSuite suite;
    private volatile Optional<SchannelAttribute.KeyingMaterialInfo> wanted = Optional.empty();
    private volatile Optional<SchannelAttribute.SessionAppData> appData = Optional.empty();

    SchannelAttributes(Connection connection, TlsAgreement agreement, Optional<AccessToken> client) {
        this.connection = connection;
        this.agreement = agreement;
        this.client = client;
        this.suite = CipherSuite.of(agreement.cipherSuite());
    }

    /** @throws SspiException SEC_E_UNSUPPORTED_FUNCTION; SEC_E_NO_CREDENTIALS for a certificate that was not shown */
    <T> T answer(ContextAttribute<T> attribute) throws SspiException {
        var answer = ANSWERS.get(attribute);
        if (answer == null) {
            throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "A Schannel context does not tell " + attribute);
        }
        return attribute.structure().cast(answer.of(this));
    }

    /** @throws SspiException SEC_E_UNSUPPORTED_FUNCTION */
    <T> void set(ContextAttribute<T> attribute, T value) throws SspiException {
        if (attribute == SchannelAttribute.KEYING_MATERIAL_INFO) {
            wanted = Optional.of(checked((SchannelAttribute.KeyingMaterialInfo) value));
        } else if (attribute == SchannelAttribute.APP_DATA) {
            appData = Optional.of((SchannelAttribute.SessionAppData) value);
        } else {
            throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "A Schannel context does not let " + attribute + " be set");
        }
    }

    /** "the label values are ASCII", and those of TLS itself are not to be had. @spec RFC 5705 4, 6 */
    private static SchannelAttribute.KeyingMaterialInfo checked(SchannelAttribute.KeyingMaterialInfo info) throws SspiException {
        var label = info.label();
        if (label == null || label.isEmpty() || !US_ASCII.newEncoder().canEncode(label) || RESERVED.contains(label)
                || info.keyingMaterial() < 1 || info.keyingMaterial() > MOST_KEYING_MATERIAL
                || info.contextValue() != null && info.contextValue().length > MOST_CONTEXT) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "KEYING_MATERIAL_INFO takes a label of ASCII that is none of TLS's own, a context of " + MOST_CONTEXT
                            + " bytes at most, and a length from 1 to " + MOST_KEYING_MATERIAL);
        }
        return info;
    }

    Instant expiry() {
        return peers().isEmpty() ? Instant.MAX : peers().get(0).getNotAfter().toInstant();
    }

    private List<X509Certificate> peers() {
        return agreement.peerCertificates();
    }

    private X509Certificate peer() throws SspiException {
        return shown(peers(), "The peer");
    }

    private SchannelAttribute.RemoteCertChain remoteCertChain() throws SspiException {
        shown(peers(), "The peer");
        return new SchannelAttribute.RemoteCertChain(peers());
    }

    private X509Certificate local() throws SspiException {
        return shown(agreement.localCertificates(), "This side");
    }

    private static X509Certificate shown(List<X509Certificate> chain, String who) throws SspiException {
        return chain.stream().findFirst().orElseThrow(
                () -> new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, who + " showed no certificate"));
    }

    private ContextAttribute.Sizes sizes() {
        return new ContextAttribute.Sizes(
                SchannelPackage.MAX_TOKEN, 0, Math.max(1, suite.blockLength()), agreement.recordHeader() + trailer());
    }

    private ContextAttribute.StreamSizes streamSizes() {
        return new ContextAttribute.StreamSizes(
                agreement.recordHeader(), trailer(), agreement.largestMessage(), CALLS_BUFFERS, Math.max(1, suite.blockLength()));
    }

    private int trailer() {
        return SendingSide.trailer(agreement);
    }

    private ContextAttribute.Names names() throws SspiException {
        return new ContextAttribute.Names(
                client.isPresent() ? client.get().userName() : peer().getSubjectX500Principal().getName());
    }

    private ContextAttribute.Lifespan lifespan() throws SspiException {
        return peers().isEmpty()
                ? new ContextAttribute.Lifespan(Instant.MIN, Instant.MAX)
                : new ContextAttribute.Lifespan(peer().getNotBefore().toInstant(), expiry());
    }

    private ContextAttribute.KeyInfo keyInfo() {
        return new ContextAttribute.KeyInfo(
                suite.hash(), suite.cipher() + mode(), suite.strength(), AlgId.hash(suite), AlgId.cipher(suite));
    }

    private String mode() {
        return suite.mode().isEmpty() ? "" : "-" + suite.mode();
    }

    private AccessToken accessToken() throws SspiException {
        return client.orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "The context has no access token: no client's certificate was mapped"));
    }

    private SchannelAttribute.ProtoInfo protoInfo() {
        return new SchannelAttribute.ProtoInfo("TLS Protocol", agreement.version().major(), agreement.version().minor());
    }

    private SchannelAttribute.Bindings uniqueBindings() throws SspiException {
        var finished = agreement.uniqueBinding().orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                "TLS 1.3 has no tls-unique: take ENDPOINT_BINDINGS, or KEYING_MATERIAL with EXPORTER-Channel-Binding (RFC 9266)"));
        return new SchannelAttribute.Bindings(ChannelBindings.tlsUnique(finished));
    }

    private SchannelAttribute.Bindings endpointBindings() throws SspiException {
        return new SchannelAttribute.Bindings(EndpointBinding.of(connection.isClient() ? peer() : local()));
    }

    private SchannelAttribute.ApplicationProtocol applicationProtocol() {
        return agreement.applicationProtocol()
                .map(chosen -> new SchannelAttribute.ApplicationProtocol(ProtoNegoStatus.SUCCESS, ProtoNegoExt.ALPN, chosen))
                .orElse(new SchannelAttribute.ApplicationProtocol(ProtoNegoStatus.NONE, ProtoNegoExt.NONE, new byte[0]));
    }

    private Object rootStore() throws SspiException {
        return connection.credential().settings().rootStore().orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "The credential has no root store: the JDK's roots count"));
    }

    private SchannelAttribute.IssuerListInfoEx issuerList() throws SspiException {
        var wish = connection.question().map(CertificateQuestion::wish).orElse(null);
        if (wish == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "No certificate was asked of this side that it did not have");
        }
        return AwaitCertificate.issuers(wish);
    }

    private SchannelAttribute.ConnectionInfo connectionInfo() {
        return new SchannelAttribute.ConnectionInfo(
                protocolBit(),
                AlgId.cipher(suite),
                suite.strength(),
                suite.mode().equals("CBC") ? AlgId.hash(suite) : 0,
                suite.mode().equals("CBC") ? suite.hashLength() : 0,
                AlgId.exchange(suite),
                0);
    }

    private int protocolBit() {
        for (var one : SpProt.values()) {
            if (one.is(connection.isClient(), agreement.version().protocol())) {
                return one.bit();
            }
        }
        throw new IllegalStateException("a version without a bit");
    }

    private SchannelAttribute.CipherInfo cipherInfo() {
        return new SchannelAttribute.CipherInfo(
                1,
                agreement.version().number(),
                suite.number(),
                suite.number(),
                suite.name(),
                suite.cipher(),
                suite.strength(),
                suite.blockLength(),
                suite.mode().equals("CBC") ? suite.hash() : "",
                suite.mode().equals("CBC") ? suite.hashLength() : 0,
                suite.exchange(),
                0,
                0,
                suite.signature().orElse(""),
                0);
    }

    private SchannelAttribute.SessionInfo sessionInfo() {
        return new SchannelAttribute.SessionInfo(agreement.isResumed() ? 1 : 0, agreement.sessionId());
    }

    private SchannelAttribute.SessionAppData appData() throws SspiException {
        return appData.orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "No APP_DATA was set on this context"));
    }

    private SchannelAttribute.KeyingMaterial keyingMaterial() throws SspiException {
        var info = wanted.orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "Set KEYING_MATERIAL_INFO first: label, context and length"));
        return new SchannelAttribute.KeyingMaterial(
                agreement.export(info.label(), Optional.ofNullable(info.contextValue()), info.keyingMaterial()));
    }
}
