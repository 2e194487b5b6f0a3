package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;

@DisplayName("SetContextAttributes, QueryCredentialsAttributes, SetCredentialsAttributes")
class SetAttributesTest {
    private static final SchannelAttribute.SessionAppData DATA = new SchannelAttribute.SessionAppData(1, new byte[] {2});

    private final EveryCaseEngine test = new EveryCaseEngine();

    @Nested
    @DisplayName("of a context")
    class OfAContext {
        @Test
        void anEstablishedOneIsTold() throws Exception {
            var context = test.accepted();
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> context.query(SchannelAttribute.APP_DATA)));
            context.set(SchannelAttribute.APP_DATA, DATA);
            assertSame(DATA, context.query(SchannelAttribute.APP_DATA));
        }

        @Test
        void aHalfOpenOneIsToldAndTheEstablishedOneKnows() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                context.set(SchannelAttribute.APP_DATA, DATA);
                test.initialize(credential, context, "bye");
                assertSame(DATA, context.query(SchannelAttribute.APP_DATA));
            }
        }

        /** The one that protects messages meanwhile, as for queries. */
        @Test
        void oneInAHandshakeAgainAsksItsSession() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                test.initialize(credential, context, "see-you");
                test.initialize(credential, context, "hello");
                context.set(SchannelAttribute.DTLS_MTU, new SchannelAttribute.DtlsMtu(1096));
            }
        }

        @Test
        void othersAreNotSupported() throws Exception {
            var context = test.accepted();
            var names = new ContextAttribute.Names("bob");
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> context.set(ContextAttribute.NAMES, names)));
            try (var credential = test.outbound()) {
                var halfOpen = test.begun(credential);
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> halfOpen.set(ContextAttribute.NAMES, names)));
                assertEquals(
                        SEC_E_UNSUPPORTED_FUNCTION,
                        status(() -> halfOpen.set(SchannelAttribute.DTLS_MTU, new SchannelAttribute.DtlsMtu(1096))));
                test.initialize(credential, halfOpen, "hello");
            }
        }

        @Test
        void aFaultIsAnInternalErrorAndTheContextLives() throws Exception {
            var context = test.accepted();
            assertEquals(SEC_E_INTERNAL_ERROR, status(() -> context.set(SchannelAttribute.EARLY_START, 1)));
            context.set(SchannelAttribute.APP_DATA, DATA);
            try (var credential = test.outbound()) {
                var halfOpen = test.begun(credential);
                assertEquals(SEC_E_INTERNAL_ERROR, status(() -> halfOpen.set(SchannelAttribute.EARLY_START, 1)));
                test.initialize(credential, halfOpen, "hello");
            }
        }

        @Test
        void aDeadOneAndOneThatWaitsForCompletionAreInvalid() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                test.initialize(credential, context, "complete");
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.set(SchannelAttribute.APP_DATA, DATA)));
                context.close();
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.set(SchannelAttribute.APP_DATA, DATA)));
            }
        }

        @Test
        void nullIsTheCallersFault() throws Exception {
            var context = test.accepted();
            assertThrows(NullPointerException.class, () -> context.set(null, DATA));
            assertThrows(NullPointerException.class, () -> context.set(SchannelAttribute.APP_DATA, null));
        }
    }

    @Nested
    @DisplayName("of a credential")
    class OfACredential {
        private final CredentialAttribute.KdcProxySettings proxy =
                new CredentialAttribute.KdcProxySettings(1, 1, "proxy.example.com", new byte[0]);

        @Test
        void whatWasSetIsTold() throws Exception {
            try (var credential = test.outbound()) {
                assertEquals("alice", credential.query(CredentialAttribute.NAMES).userName());
                assertEquals(
                        SEC_E_UNSUPPORTED_FUNCTION, status(() -> credential.query(CredentialAttribute.KDC_PROXY_SETTINGS)));
                credential.set(CredentialAttribute.KDC_PROXY_SETTINGS, proxy);
                assertSame(proxy, credential.query(CredentialAttribute.KDC_PROXY_SETTINGS));
            }
        }

        @Test
        void othersAreNotSupported() throws Exception {
            try (var credential = test.outbound()) {
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> credential.query(CredentialAttribute.CERT)));
                assertEquals(
                        SEC_E_UNSUPPORTED_FUNCTION,
                        status(() -> credential.set(CredentialAttribute.NAMES, new CredentialAttribute.Names("bob"))));
            }
        }

        @Test
        void aClosedHandleIsInvalidAlsoIfAContextKeepsTheCredential() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            credential.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> credential.query(CredentialAttribute.NAMES)));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> credential.set(CredentialAttribute.KDC_PROXY_SETTINGS, proxy)));
            context.close();
        }

        @Test
        void theCredentialIsReleasedAfterwards() throws Exception {
            var credential = test.outbound();
            credential.query(CredentialAttribute.NAMES);
            status(() -> credential.query(CredentialAttribute.CERT));
            credential.set(CredentialAttribute.KDC_PROXY_SETTINGS, proxy);
            credential.close();
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        }

        @Test
        void aFaultIsAnInternalError() throws Exception {
            try (var credential = test.credential(CredentialUse.OUTBOUND, "faulty")) {
                assertEquals(SEC_E_INTERNAL_ERROR, status(() -> credential.query(CredentialAttribute.NAMES)));
            }
        }

        @Test
        void nullIsTheCallersFault() throws Exception {
            try (var credential = test.outbound()) {
                assertThrows(NullPointerException.class, () -> credential.query(null));
                assertThrows(NullPointerException.class, () -> credential.set(null, proxy));
                assertThrows(NullPointerException.class, () -> credential.set(CredentialAttribute.KDC_PROXY_SETTINGS, null));
            }
        }
    }

    /** What a package has that says nothing of the matter. */
    @Nested
    @DisplayName("of a package that knows no such thing")
    class Defaults {
        @Test
        void areNotSupported() {
            var credential = new Credential() {
                @Override
                public Optional<String> name() {
                    return Optional.empty();
                }

                @Override
                public Instant expiry() {
                    return Instant.MAX;
                }

                @Override
                public void close() {}
            };
            Handshake handshake = new Handshake() {
                @Override
                public Step<Move> next(Leg leg) {
                    throw new AssertionError();
                }
            };
            var session = new Session() {
                @Override
                public Set<ContextFlag> flags() {
                    return Set.of();
                }

                @Override
                public Instant expiry() {
                    return Instant.MAX;
                }

                @Override
                public <T> T query(ContextAttribute<T> attribute) {
                    throw new AssertionError();
                }

                @Override
                public void close() {}
            };
            var names = new CredentialAttribute.Names("bob");
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> credential.query(CredentialAttribute.NAMES)));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> credential.set(CredentialAttribute.NAMES, names)));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> handshake.set(SchannelAttribute.APP_DATA, DATA)));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> session.set(SchannelAttribute.APP_DATA, DATA)));
        }
    }
}
