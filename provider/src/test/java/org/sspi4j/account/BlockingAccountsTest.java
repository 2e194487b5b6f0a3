package org.sspi4j.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.StoredAccount;

/** The examples of {@link AccountStore#blocking}, word for word, and what becomes of failures. */
class BlockingAccountsTest {
    private static final byte[] HASH = HexFormat.of().parseHex("8846f7eaee8fb117ad06bdd830b7586c");

    private static AccountStore jdbc(DataSource dataSource) {
        return AccountStore.blocking((domain, user) -> {
            try (var connection = dataSource.getConnection();
                    var query = connection.prepareStatement("SELECT written, nt_hash FROM account WHERE domain = ? AND name = ?")) {
                query.setString(1, domain.toUpperCase(Locale.ROOT));
                query.setString(2, user.toUpperCase(Locale.ROOT));
                try (var rows = query.executeQuery()) {
                    return rows.next() ? Optional.of(StoredAccount.ofNtHash(rows.getString(1), rows.getBytes(2))) : Optional.empty();
                }
            }
        });
    }

    private static AccountStore ldap(Hashtable<String, String> environment) {
        return AccountStore.blocking((domain, user) -> {
            if (!domain.equalsIgnoreCase("EXAMPLE")) {
                return Optional.empty();
            }
            var context = new InitialDirContext(environment);
            try {
                var wanted = new SearchControls();
                wanted.setSearchScope(SearchControls.SUBTREE_SCOPE);
                wanted.setReturningAttributes(new String[] {"uid", "sambaNTPassword"});
                // {0} is escaped, so that no name is a filter.
                var found = context.search("ou=people,dc=example,dc=com", "(uid={0})", new Object[] {user}, wanted);
                if (!found.hasMore()) {
                    return Optional.empty();
                }
                var attributes = found.next().getAttributes();
                var hash = HexFormat.of().parseHex((String) attributes.get("sambaNTPassword").get());
                return Optional.of(StoredAccount.ofNtHash("EXAMPLE\\" + attributes.get("uid").get(), hash));
            } finally {
                context.close();
            }
        });
    }

    /** A table of one row. */
    private static DataSource table(String domain, String name) {
        var asked = new HashMap<Integer, String>();
        var rows = answering(ResultSet.class, Map.of("next", true, "getString", "EXAMPLE\\Alice", "getBytes", HASH));
        var none = answering(ResultSet.class, Map.of("next", false));
        var query = proxy(PreparedStatement.class, (method, arguments) -> switch (method) {
            case "setString" -> asked.put((Integer) arguments[0], (String) arguments[1]);
            case "executeQuery" -> asked.equals(Map.of(1, domain, 2, name)) ? rows : none;
            default -> null;
        });
        return answering(DataSource.class, Map.of("getConnection", answering(Connection.class, Map.of("prepareStatement", query))));
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return proxy(type, (method, arguments) -> answers.get(method));
    }

    private interface Call {
        Object of(String method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader() == null ? BlockingAccountsTest.class.getClassLoader() : type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> {
                    var answer = call.of(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }

    @Test
    void aDatabaseIsAsked() throws Exception {
        var account = jdbc(table("EXAMPLE", "ALICE")).find("Example", "alice").toCompletableFuture().get().orElseThrow();
        assertEquals("EXAMPLE\\Alice", account.userName(), "as the table writes it, with its domain");
        assertEquals(HexFormat.of().formatHex(HASH), account.secret().secret().use(HexFormat.of()::formatHex));
        assertTrue(jdbc(table("EXAMPLE", "ALICE")).find("", "alice").toCompletableFuture().get().isEmpty());
    }

    @Test
    void aDatabaseThatIsNotThereIsAFailure() throws Exception {
        var none = proxy(DataSource.class, (method, arguments) -> {
            throw new SQLException("no database");
        });
        var answer = jdbc(none).find("", "alice").toCompletableFuture();
        assertInstanceOf(SQLException.class, assertThrows(ExecutionException.class, answer::get).getCause());
    }

    @Test
    void aDirectoryThatIsNotThereIsAFailureAndAnotherDomainIsNobody() throws Exception {
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put(Context.PROVIDER_URL, "ldap://127.0.0.1:" + closed.getLocalPort());
        }
        assertTrue(ldap(environment).find("OTHER", "alice").toCompletableFuture().get().isEmpty());
        var answer = ldap(environment).find("EXAMPLE", "alice").toCompletableFuture();
        assertInstanceOf(CommunicationException.class, assertThrows(ExecutionException.class, answer::get).getCause());
    }

    @Test
    void whateverFailsIsTheStages() {
        var fault = new IllegalStateException("a fault");
        var answer = AccountStore.blocking((domain, user) -> {
                    throw fault;
                });
        var failure = assertThrows(ExecutionException.class, () -> answer.find("", "alice").toCompletableFuture().get());
        assertSame(fault, failure.getCause());
    }
}
