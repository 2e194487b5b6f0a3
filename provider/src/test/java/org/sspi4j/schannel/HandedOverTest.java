package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsBackend;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

/** Which tasks of TLS may hold a thread up: two changes of threads each, which are left out where nobody will be asked anything. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)   // a task that is not cancelled holds the lock of its engine
class HandedOverTest implements Step.Answers {
    private static final TestAuthority ROOT = TestPki.root("Root");
    private static final TestCertificate WEB = ROOT.server("web.example.com");

    private final Direct direct = new Direct(Clock.systemUTC(), this);
    private int handedOver;
    private int run;

    enum Version {
        TLS_1_2(TlsParameters.without(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER)),
        TLS_1_3(TlsParameters.without(SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER));

        private final TlsParameters parameters;

        Version(TlsParameters parameters) {
            this.parameters = parameters;
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> A to(Need<A> need) throws SspiException {
        try {
            if (need instanceof Need.Run<A> task) {
                run++;
                return task.task().call();
            }
            handedOver++;
            var task = (Need.Suspendable<A>) need;
            var thread = new Thread(task.task());
            thread.setDaemon(true);
            thread.start();
            return task.event().toCompletableFuture().get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskIsHandedOverOnlyWhereTheServerMayHaveAsked(Version version) throws Exception {
        direct.connect(client(version), server(version), Set.of());
        assertTrue(run > 0);
        assertEquals(0, handedOver);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsHandedOverWhereASessionIsResumed(Version version) throws Exception {
        var alice = client(version);
        var web = server(version);
        direct.connect(alice, web, Set.of());
        handedOver = 0;
        direct.connect(alice, web, Set.of());
        assertEquals(0, handedOver);
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatAsksFindsATaskThatCanWait(Version version) throws Exception {
        var web = server(version);
        var alice = client(version);
        var ours = (Move.Reply) direct.initiate(alice, Set.of());
        var theirs = (Move.Reply) direct.accept(web, Set.of(ContextFlag.MUTUAL_AUTH), ours.token());
        assertEquals(0, handedOver, "the first flight");
        var asked = assertInstanceOf(Move.NeedCredentials.class, direct.next(ours.next(), alice, theirs.token()));
        assertEquals(1, handedOver);
        asked.again().close();
    }

    /** It does not show what was in its records: the first encrypted one may be a request, and the others go with it. */
    @Test
    void allOfAFlightIsHandedOverAtOnceWithBouncyCastle() throws Exception {
        var alice = direct.credential(
                CredentialUse.OUTBOUND,
                SchCredentials.builder()
                        .tlsParameters(Version.TLS_1_3.parameters)
                        .rootStore(TestPki.trusting(ROOT))
                        .backend(TlsBackend.BOUNCY_CASTLE)
                        .build());
        direct.connect(alice, server(Version.TLS_1_3), Set.of());
        assertEquals(1, handedOver);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsHandedOverOnceACertificateIsChosen(Version version) throws Exception {
        var own = ROOT.certificate("CN=alice").clientAuth().issue();
        var alice = direct.credential(
                CredentialUse.OUTBOUND,
                SchCredentials.builder()
                        .tlsParameters(version.parameters)
                        .rootStore(TestPki.trusting(ROOT))
                        .cred(new CertContext(own.chain(), own.privateKey()))
                        .build());
        var web = direct.credential(
                CredentialUse.INBOUND,
                SchCredentials.builder()
                        .tlsParameters(version.parameters)
                        .rootStore(TestPki.trusting(ROOT))
                        .cred(new CertContext(WEB.chain(), WEB.privateKey()))
                        .build());
        direct.connect(alice, web, Set.of(ContextFlag.MUTUAL_AUTH));
        assertEquals(1, handedOver);
    }

    private Credential client(Version version) throws SspiException {
        return direct.credential(
                CredentialUse.OUTBOUND,
                SchCredentials.builder().tlsParameters(version.parameters).rootStore(TestPki.trusting(ROOT)).build());
    }

    private Credential server(Version version) throws SspiException {
        return direct.credential(
                CredentialUse.INBOUND,
                SchCredentials.builder().tlsParameters(version.parameters).cred(new CertContext(WEB.chain(), WEB.privateKey())).build());
    }
}
