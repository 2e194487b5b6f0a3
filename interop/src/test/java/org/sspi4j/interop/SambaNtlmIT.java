package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextFlag;

/** Our initiator at Samba's servers, which then live on what the handshake gave them: keys, signatures, encrypted messages. */
@Timeout(60)
class SambaNtlmIT {
    private static final Peers.Samba SAMBA = Peers.started().samba();
    /** MIC of AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3). */
    private static final int MIC_AT = 72;

    private static NtlmHandshake client(String passwordOf, String service, Set<ContextFlag> flags) throws Exception {
        return NtlmHandshake.client("LAB\\alice", SAMBA.password(passwordOf), service + "/dc1.lab.example", flags);
    }

    @Nested
    @DisplayName("SMB2")
    @Shows(value = "NTLM, SMB2 signatures", against = Peer.SAMBA)
    class Smb2 {
        private static final String SHARE = "\\\\dc1\\IPC$";

        @ParameterizedTest
        @EnumSource
        void theServersSignatureIsRightAndItTakesOurs(Smb2Connection.Dialect dialect) throws Exception {
            try (var smb = Smb2Connection.connect(SAMBA.smb(), dialect);
                    var client = client("alice", "cifs", NtlmHandshake.SIGNED)) {
                var last = smb.sessionSetup(client.authenticate(challenge(smb, client)));
                smb.logOn(client.sessionKey(), last);
                assertEquals(Smb2Connection.STATUS_SUCCESS, smb.treeConnect(SHARE).status());
            }
        }

        @ParameterizedTest
        @EnumSource
        void theServerTakesNoOtherSignature(Smb2Connection.Dialect dialect) throws Exception {
            try (var smb = Smb2Connection.connect(SAMBA.smb(), dialect);
                    var client = client("alice", "cifs", NtlmHandshake.SIGNED)) {
                var last = smb.sessionSetup(client.authenticate(challenge(smb, client)));
                smb.logOn(client.sessionKey(), last);
                assertEquals(Smb2Connection.STATUS_ACCESS_DENIED, smb.treeConnectWithAnotherSignature(SHARE).status());
            }
        }

        @Test
        void aWrongPasswordIsRefused() throws Exception {
            try (var smb = Smb2Connection.connect(SAMBA.smb(), Smb2Connection.Dialect.SMB_3_1_1);
                    var client = client("wrong", "cifs", NtlmHandshake.SIGNED)) {
                var last = smb.sessionSetup(client.authenticate(challenge(smb, client)));
                assertEquals(Smb2Connection.STATUS_LOGON_FAILURE, last.status());
            }
        }

        @Test
        @Shows("NTLM, MIC")
        void anotherMicIsRefused() throws Exception {
            try (var smb = Smb2Connection.connect(SAMBA.smb(), Smb2Connection.Dialect.SMB_3_1_1);
                    var client = client("alice", "cifs", NtlmHandshake.SIGNED)) {
                var authenticate = client.authenticate(challenge(smb, client));
                authenticate[MIC_AT] ^= 1;
                assertEquals(Smb2Connection.STATUS_INVALID_PARAMETER, smb.sessionSetup(authenticate).status());
            }
        }

        /** For nobody the server has no key, and signs nothing. */
        @Test
        @Shows("NTLM, anonymous")
        void whoAsksForANullSessionIsNobody() throws Exception {
            try (var smb = Smb2Connection.connect(SAMBA.smb(), Smb2Connection.Dialect.SMB_2_1);
                    var client = client("alice", "cifs", Set.of(ContextFlag.NULL_SESSION))) {
                var last = smb.sessionSetup(client.authenticate(challenge(smb, client)));
                assertEquals(Smb2Connection.STATUS_SUCCESS, last.status());
                assertFalse(last.isSigned());
                assertTrue(client.flags().contains(ContextFlag.NULL_SESSION));
            }
        }

        private static byte[] challenge(Smb2Connection smb, NtlmHandshake client) throws Exception {
            var reply = smb.sessionSetup(client.negotiate());
            assertEquals(Smb2Connection.STATUS_MORE_PROCESSING_REQUIRED, reply.status());
            return reply.token();
        }
    }

    @Nested
    @DisplayName("LDAP")
    @Shows(value = "NTLM, LDAP encryption", against = Peer.SAMBA)
    class Ldap {
        private static final String ALICE = "CN=alice,CN=Users,DC=lab,DC=example";

        /** Samba encrypts where signatures were agreed on, too. More than one message: cipher and numbers go on from one to the next. */
        @Test
        void theServerReadsOurMessagesAndWeReadItsOwn() throws Exception {
            try (var ldap = LdapConnection.connect(SAMBA.ldap());
                    var client = client("alice", "ldap", NtlmHandshake.SEALED)) {
                assertEquals(LdapConnection.SUCCESS, bind(ldap, client).code());
                ldap.seal(new SealedMessages(client.context()));
                assertEquals(LdapConnection.COMPARE_TRUE, ldap.compare(ALICE, "sAMAccountName", "alice"));
                assertEquals(LdapConnection.COMPARE_FALSE, ldap.compare(ALICE, "sAMAccountName", "bob"));
                assertEquals(LdapConnection.COMPARE_TRUE, ldap.compare(ALICE, "sAMAccountName", "alice"));
            }
        }

        /** It wants signatures, and the flags of the handshake say that there will be none. */
        @Test
        void aClientThatAsksForNothingGetsNothing() throws Exception {
            try (var ldap = LdapConnection.connect(SAMBA.ldap());
                    var client = client("alice", "ldap", Set.of())) {
                assertEquals(LdapConnection.STRONGER_AUTH_REQUIRED, bind(ldap, client).code());
            }
        }

        @Test
        void aWrongPasswordIsRefused() throws Exception {
            try (var ldap = LdapConnection.connect(SAMBA.ldap());
                    var client = client("wrong", "ldap", NtlmHandshake.SIGNED)) {
                assertEquals(LdapConnection.INVALID_CREDENTIALS, bind(ldap, client).code());
            }
        }

        private static LdapConnection.Result bind(LdapConnection ldap, NtlmHandshake client) throws Exception {
            var challenge = ldap.bind("GSS-SPNEGO", client.negotiate());
            assertEquals(LdapConnection.SASL_BIND_IN_PROGRESS, challenge.code());
            return ldap.bind("GSS-SPNEGO", client.authenticate(challenge.value()));
        }
    }

    @Nested
    @DisplayName("RPC")
    @Shows(value = "NTLM, RPC with signed headers", against = Peer.SAMBA)
    class Rpc {
        /** Which means that the status in the answer is 0. */
        @ParameterizedTest
        @EnumSource
        void theServerReadsOurCallsAndWeReadItsAnswers(RpcConnection.Level level) throws Exception {
            try (var rpc = RpcConnection.connect(SAMBA.rpc(), level);
                    var client = client("alice", "host", NtlmHandshake.SEALED)) {
                logOn(rpc, client);
                for (int i = 0; i < 3; i++) {
                    assertArrayEquals(new byte[4], Arrays.copyOf(rpc.isServerListening(client.context()), 4));
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void theServerRefusesAHeaderThatIsNotTheSignedOne(RpcConnection.Level level) throws Exception {
            try (var rpc = RpcConnection.connect(SAMBA.rpc(), level);
                    var client = client("alice", "host", NtlmHandshake.SEALED)) {
                logOn(rpc, client);
                assertEquals(RpcConnection.FAULT, rpc.isServerListeningWithAnotherHeader(client.context()));
            }
        }

        private static void logOn(RpcConnection rpc, NtlmHandshake client) throws Exception {
            rpc.auth3(client.authenticate(rpc.bind(client.negotiate())));
        }
    }
}
