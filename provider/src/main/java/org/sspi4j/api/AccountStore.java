package org.sspi4j.api;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Where an acceptor finds the secrets of its users: a file ({@code org.sspi4j.account.AccountFile}), a directory, a database. Used by
 * many contexts and threads at once.
 */
@FunctionalInterface
public interface AccountStore {
    /**
     * Looks a user up. It may block, which holds up the caller of AcceptSecurityContext (for asynchronous calls, a thread of the
     * executor), and has to have a time limit of its own then; or answer later: a stage that has not ended after a minute lets nobody in.
     *
     * @param domain as the client wrote it; empty if it named none. Names are compared without regard to case
     * @param user as the client wrote it, not empty. Nobody has proven anything yet. A user of more than 256 characters or a domain of more
     *     than 255, and names with control characters or line ends, are nobody's and not asked for
     * @return the account, or empty if there is no such user. A stage that fails, and an exception, let nobody in: the status of a
     *     {@link SspiException}, else SEC_E_NO_AUTHENTICATING_AUTHORITY
     */
    CompletionStage<Optional<StoredAccount>> find(String domain, String user) throws SspiException;

    /** A look-up that blocks, in a database or a directory. */
    @FunctionalInterface
    interface Lookup {
        /**
         * As {@link AccountStore#find}. The domain belongs to the question: whoever looks for the user alone lets a domain's users in
         * as others of the same name.
         *
         * @throws Exception whatever goes wrong: then nobody is let in
         */
        Optional<StoredAccount> find(String domain, String user) throws Exception;
    }

    /**
     * A store that asks whoever blocks, such as JDBC, here a table with the domain and the name in capitals, to be found by, and the
     * whole name as it is told, {@code EXAMPLE\alice}. Neither example tells what the client wrote:
     *
     * <pre>{@code
     * AccountStore.blocking((domain, user) -> {
     *     try (var connection = dataSource.getConnection();
     *             var query = connection.prepareStatement("SELECT written, nt_hash FROM account WHERE domain = ? AND name = ?")) {
     *         query.setString(1, domain.toUpperCase(Locale.ROOT));
     *         query.setString(2, user.toUpperCase(Locale.ROOT));
     *         try (var rows = query.executeQuery()) {
     *             return rows.next() ? Optional.of(StoredAccount.ofNtHash(rows.getString(1), rows.getBytes(2))) : Optional.empty();
     *         }
     *     }
     * });
     * }</pre>
     *
     * <p>or LDAP, here Samba's attribute of the NT hash, whose reader is as powerful as all of its users:
     *
     * <pre>{@code
     * AccountStore.blocking((domain, user) -> {
     *     if (!domain.equalsIgnoreCase("EXAMPLE")) {
     *         return Optional.empty();
     *     }
     *     var context = new InitialDirContext(environment);
     *     try {
     *         var wanted = new SearchControls();
     *         wanted.setSearchScope(SearchControls.SUBTREE_SCOPE);
     *         wanted.setReturningAttributes(new String[] {"uid", "sambaNTPassword"});
     *         // {0} is escaped, so that no name is a filter.
     *         var found = context.search("ou=people,dc=example,dc=com", "(uid={0})", new Object[] {user}, wanted);
     *         if (!found.hasMore()) {
     *             return Optional.empty();
     *         }
     *         var attributes = found.next().getAttributes();
     *         var hash = HexFormat.of().parseHex((String) attributes.get("sambaNTPassword").get());
     *         return Optional.of(StoredAccount.ofNtHash("EXAMPLE\\" + attributes.get("uid").get(), hash));
     *     } finally {
     *         context.close();
     *     }
     * });
     * }</pre>
     */
    static AccountStore blocking(Lookup lookup) {
        return (domain, user) -> {
            var task = new FutureTask<>(() -> lookup.find(domain, user));
            task.run();
            try {
                return CompletableFuture.completedFuture(task.get());
            } catch (ExecutionException e) {
                return CompletableFuture.failedFuture(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return CompletableFuture.failedFuture(e);
            }
        };
    }
}
