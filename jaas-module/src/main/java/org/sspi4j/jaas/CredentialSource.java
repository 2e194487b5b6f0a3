package org.sspi4j.jaas;

import java.nio.file.Path;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Where a login may take a credential from. */
sealed interface CredentialSource {
    /** Whether another source is to be asked after this failure. Otherwise it ends the login. */
    boolean passesOn(SspiException failure);

    /**
     * Tickets that somebody else obtained. If they cannot be used, for whatever reason, there are other ways.
     *
     * @param name as MIT krb5 writes it; without a type, a file's
     * @param renew whether to have the ticket-granting ticket renewed when half of its time is over
     */
    record TicketCache(String name, boolean renew) implements CredentialSource {
        @Override
        public boolean passesOn(SspiException failure) {
            return true;
        }
    }

    /** Keys in a file. Keys that are there and wrong are a failure, no reason to ask a person. */
    record KeytabFile(Path file) implements CredentialSource {
        @Override
        public boolean passesOn(SspiException failure) {
            return failure.status() == SecurityStatus.SEC_E_NO_CREDENTIALS;
        }
    }

    /**
     * A file of accounts, for NTLM: whose hash an initiator has, and who an acceptor's users are. One that cannot be read is a failure,
     * no reason to ask a person.
     */
    record Accounts() implements CredentialSource {
        @Override
        public boolean passesOn(SspiException failure) {
            return failure.status() == SecurityStatus.SEC_E_NO_CREDENTIALS;
        }
    }

    /** A password that another module has shared. If it is wrong here, or missing, somebody may be asked. */
    record SharedPassword() implements CredentialSource {
        @Override
        public boolean passesOn(SspiException failure) {
            return true;
        }
    }

    /** A password that somebody is asked for. */
    record Password() implements CredentialSource {
        @Override
        public boolean passesOn(SspiException failure) {
            return false;
        }
    }
}
